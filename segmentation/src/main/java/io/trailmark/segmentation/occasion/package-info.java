/** Days of the calendar that matter to customers. */
@NullMarked
package io.trailmark.segmentation.occasion;

import org.jspecify.annotations.NullMarked;
