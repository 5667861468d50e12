/** What is sent, when, to whoever entered a segment. */
@NullMarked
package io.trailmark.segmentation.sequence;

import org.jspecify.annotations.NullMarked;
