/** Days of the year that people buy for. */
@NullMarked
package io.trailmark.segmentation.occasion;

import org.jspecify.annotations.NullMarked;
