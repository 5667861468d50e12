package io.trailmark.segmentation.prediction;

import org.jspecify.annotations.Nullable;

/**
 * The models of a business, fitted to what all customers had done before a midnight.
 *
 * @param asOf the midnight, milliseconds
 * @param buying null: too few customers had bought again
 * @param spending in minor units of money; null: too few had, or all spent the same
 */
public record Fitted(long asOf, @Nullable BgNbd buying, @Nullable GammaGamma spending) {}
