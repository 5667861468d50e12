/** Why a customer is in a segment or not: in words, and in data. */
@NullMarked
package io.trailmark.segmentation.explanation;

import org.jspecify.annotations.NullMarked;
