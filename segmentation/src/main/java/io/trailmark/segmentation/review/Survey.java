package io.trailmark.segmentation.review;

import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.rule.TopCut;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was taken over activities before {@code asOf}, holding from {@code from} inclusive.
 *
 * @param quiet its transitions start nothing (it followed an import or an activation)
 * @param cuts smallest value that is in; empty: nobody is
 * @param fitted what predictions are made by from then on; null: by what they were before
 */
public record Survey(
    long asOf, long from, boolean quiet, Map<TopCut, OptionalLong> cuts, @Nullable Fitted fitted) {

  /** One that leaves predictions as they were. */
  public Survey(long asOf, long from, boolean quiet, Map<TopCut, OptionalLong> cuts) {
    this(asOf, from, quiet, cuts, null);
  }

  /** The same with these predictions. */
  Survey fittedAs(@Nullable Fitted by) {
    return new Survey(asOf, from, quiet, cuts, by);
  }
}
