package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Buyer;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.timeline.Column;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What customers will probably do, as surveys find it. */
final class Predictions {
  /** No customer is waited for longer, days. */
  private static final int FAR = 36_525;

  private Predictions() {}

  /** As of a midnight, by what was fitted. */
  static long value(Measure.Predicted measure, View view, long midnight, @Nullable Fitted fitted) {
    if (fitted == null || fitted.buying() == null) {
      return Measure.NONE;
    }
    BgNbd buying = fitted.buying();
    Buyer buyer = view.buyer(midnight);
    if (buyer == null) {
      return Measure.NONE;
    }
    return switch (measure.what()) {
      case CHANCE_ALIVE -> percent(buyer.alive(buying));
      case CHURN_RISK -> percent(1 - buyer.alive(buying));
      case EXPECTED_ORDERS -> rounded(buyer.expectedPurchases(buying, measure.days()), 4);
      case EXPECTED_VALUE ->
          money(buyer.expectedPurchases(buying, measure.days()), buyer, fitted.spending());
    };
  }

  private static long percent(double probability) {
    return rounded(probability * 100, 2);
  }

  /** In millionths. */
  private static long rounded(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) * Math.round(Unit.MILLION / scale);
  }

  private static long money(double purchases, Buyer buyer, @Nullable GammaGamma spending) {
    double value = spending == null ? Double.NaN : purchases * buyer.expectedValue(spending);
    return Double.isFinite(value) ? Math.round(value) : Measure.NONE;
  }

  /**
   * By the surveys that are known, else by those to come, one each midnight with what is fitted
   * now: after the last order every prediction only falls, or only rises.
   */
  static long nextChange(Measure.Predicted measure, View view, long asOf, Range range) {
    Surveys surveys = view.surveys();
    long known =
        Steps.firstChange(
            asOf, surveys::nextSurvey, at -> range.contains(measure.valueAt(view, at)));
    Fitted fitted = surveys.fitted(Measure.NEVER);
    Column orders = view.orderDays();
    if (known != Measure.NEVER || fitted == null || orders.size() == 0) {
      return known;
    }
    boolean now = range.contains(measure.valueAt(view, asOf));
    LongUnaryOperator value = day -> value(measure, view, view.startOf(day), fitted);
    LongPredicate moved = day -> range.contains(value.applyAsLong(day)) != now;
    long day = view.day(Math.max(surveys.midnight(Measure.NEVER), asOf)) + 1;
    long last = view.day(orders.at(orders.size() - 1)) + 1;
    while (day < last && !moved.test(day)) {
      day++;
    }
    if (moved.test(day)) {
      return view.startOf(day);
    }
    long first = day;
    int side = Windowed.side(value.applyAsLong(first), range);
    LongPredicate turned = d -> Windowed.side(value.applyAsLong(first + d), range) != side;
    if (!turned.test(FAR)) {
      return Measure.NEVER;
    }
    long turn = first + Windowed.first(turned, FAR);
    return moved.test(turn) ? view.startOf(turn) : Measure.NEVER;
  }
}
