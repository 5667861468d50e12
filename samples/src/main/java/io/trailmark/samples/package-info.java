/** Sample data, and readers that turn it into activities in the native format. */
@NullMarked
package io.trailmark.samples;

import org.jspecify.annotations.NullMarked;
