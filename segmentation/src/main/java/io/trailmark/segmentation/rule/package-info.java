/** Measures, and conditions on them. */
@NullMarked
package io.trailmark.segmentation.rule;

import org.jspecify.annotations.NullMarked;
