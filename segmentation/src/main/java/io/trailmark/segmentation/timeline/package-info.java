/** A customer's activities as compact primitive columns. */
@NullMarked
package io.trailmark.segmentation.timeline;

import org.jspecify.annotations.NullMarked;
