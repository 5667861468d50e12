/**
 * What customers will probably do: how alive they are, how often they will buy, how much they
 * spend.
 */
@NullMarked
package io.trailmark.segmentation.prediction;

import org.jspecify.annotations.NullMarked;
