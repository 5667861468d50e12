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
 * @param past what surveys would have found before this one, after an import or an activation and
 *     where margins ask for it; null: what was found stands
 */
public record Survey(
    long asOf,
    long from,
    boolean quiet,
    Map<TopCut, OptionalLong> cuts,
    @Nullable Fitted fitted,
    @Nullable PastCuts past) {

  /** One that leaves the past as it was. */
  public Survey(
      long asOf,
      long from,
      boolean quiet,
      Map<TopCut, OptionalLong> cuts,
      @Nullable Fitted fitted) {
    this(asOf, from, quiet, cuts, fitted, null);
  }

  /** One that leaves predictions as they were. */
  public Survey(long asOf, long from, boolean quiet, Map<TopCut, OptionalLong> cuts) {
    this(asOf, from, quiet, cuts, null);
  }

  /** The same with these predictions. */
  Survey fittedAs(@Nullable Fitted by) {
    return new Survey(asOf, from, quiet, cuts, by, past);
  }
}
