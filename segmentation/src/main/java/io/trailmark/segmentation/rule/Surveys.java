package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.prediction.Fitted;
import org.jspecify.annotations.Nullable;

/** What surveys found, over business time. */
public interface Surveys {

  /** No survey was taken. */
  Surveys NONE =
      new Surveys() {
        @Override
        public long cut(TopCut top, long at) {
          return Measure.NEVER;
        }

        @Override
        public long heldSince(long at) {
          return Measure.NONE;
        }

        @Override
        public long midnight(long at) {
          return Measure.NONE;
        }

        @Override
        public @Nullable Fitted fitted(long at) {
          return null;
        }

        @Override
        public long nextSurvey(long at) {
          return Measure.NEVER;
        }
      };

  /** Smallest value that is in at {@code at}; {@link Measure#NEVER}: nobody is. */
  long cut(TopCut top, long at);

  /**
   * From when the survey holds that does at {@code at}; {@link Measure#NONE} before the first of
   * all.
   */
  long heldSince(long at);

  /**
   * The midnight that the survey is as of that holds at {@code at}; {@link Measure#NONE} before the
   * first of all.
   */
  long midnight(long at);

  /**
   * The same as a margin ({@code keep}) sees it at {@code at}: instead of what was found before
   * there was an import or an activation, what would have been.
   */
  default Surveys seenFrom(long at) {
    return this;
  }

  /** What that survey predicts by, null if nothing was fitted yet. */
  @Nullable Fitted fitted(long at);

  /**
   * From when the first known survey holds that comes to after {@code at}; {@link Measure#NEVER} if
   * none is known.
   */
  long nextSurvey(long at);
}
