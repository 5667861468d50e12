package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.TopCut;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A survey at each midnight after the first activity of all, and what they found. */
final class Surveyed implements Surveys {
  private final Midnights midnights;
  private final Map<TopCut, Cuts> cuts = new HashMap<>();
  private final @Nullable Fitted[] fits;

  private Surveyed(Midnights midnights) {
    this.midnights = midnights;
    this.fits = new Fitted[midnights.count()];
  }

  /**
   * Of the midnights after {@code first} up to {@code end}.
   *
   * @param first when the first activity of all happened; later than {@code end}: there is no
   *     survey
   */
  static Surveyed between(long first, long end, ZoneId zone) {
    LocalDate last = day(end, zone).plusDays(1);
    return new Surveyed(
        Midnights.of(first > end ? last : day(first, zone).plusDays(1), last, zone));
  }

  private static LocalDate day(long instant, ZoneId zone) {
    return Instant.ofEpochMilli(instant).atZone(zone).toLocalDate();
  }

  /** How many there are. */
  int size() {
    return midnights.count();
  }

  /** The midnight of the i-th, from which it holds. */
  long midnight(int i) {
    return midnights.at(i);
  }

  /** Number of the first survey after an instant. */
  int after(long instant) {
    return midnights.upTo(instant);
  }

  /** Number of the first survey that is not before an instant. */
  int notBefore(long instant) {
    return midnights.upTo(instant - 1);
  }

  /** By what predictions are made from the i-th on. */
  void fitted(int i, Fitted fitted) {
    Arrays.fill(fits, i, fits.length, fitted);
  }

  /** What they find, once they are taken. */
  Cuts cuts(TopCut top) {
    return cuts.computeIfAbsent(top, t -> new Cuts(midnights.count()));
  }

  @Override
  public long cut(TopCut top, long at) {
    int i = after(at) - 1;
    return i < 0 ? Measure.NEVER : cuts(top).at(i);
  }

  @Override
  public long heldSince(long at) {
    int i = after(at) - 1;
    return i < 0 ? Measure.NONE : midnights.at(i);
  }

  @Override
  public long midnight(long at) {
    return heldSince(at);
  }

  @Override
  public @Nullable Fitted fitted(long at) {
    int i = after(at) - 1;
    return i < 0 ? null : fits[i];
  }

  @Override
  public long nextSurvey(long at) {
    int i = after(at);
    return i == midnights.count() ? Measure.NEVER : midnights.at(i);
  }
}
