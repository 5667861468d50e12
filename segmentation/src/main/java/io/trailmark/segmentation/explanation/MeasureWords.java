package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Measure.Pick;
import io.trailmark.segmentation.rule.Measure.Statistic;
import io.trailmark.segmentation.rule.Range;

/** Says measures, alone and compared. */
record MeasureWords(Quantities quantities, SelectionWords selections) {

  /** A noun, for example "net value of orders placed". */
  String words(Measure measure) {
    return switch (measure) {
      case Measure.Count c ->
          "number of " + selections.many(c.of(), "and") + selections.window(c.of(), c.window());
      case Measure.Distinct d ->
          "number of different values of " + field(d) + selections.window(d.of(), d.window());
      case Measure.Amount a ->
          statistic(a)
              + " of "
              + selections.many(a.of(), "and")
              + selections.window(a.of(), a.window());
      case Measure.Share s ->
          "share of "
              + selections.many(s.of(), "and")
              + " among "
              + selections.many(s.among(), "and")
              + selections.window(s.among(), s.window());
      case Measure.Rate r ->
          "average number of "
              + selections.many(r.of(), "and")
              + " per "
              + Durations.exactly(r.per())
              + selections.window(r.of(), r.window());
      case Measure.Net n ->
          "net value of " + selections.many(n.of(), "and") + selections.window(n.of(), n.window());
      case Measure.SinceLast s -> "time since the last " + selections.one(s.of());
      case Measure.SinceFirst s -> "time since the first " + selections.one(s.of());
      case Measure.Consideration c ->
          "time from "
              + Lists.withArticle(selections.one(c.from()))
              + " to "
              + Lists.withArticle(selections.one(c.to()))
              + " "
              + pick(c.pick());
      case Measure.Until u -> "time until the next " + selections.occasion(u.occasion());
      case Measure.Predicted p -> predicted(p);
    };
  }

  /** A sentence without its full stop, for example "2 to 5 orders placed". */
  String compared(Measure measure, Range range) {
    return switch (measure) {
      case Measure.Count c ->
          quantities.count(range, selections.one(c.of()), selections.many(c.of(), "or"))
              + selections.window(c.of(), c.window());
      case Measure.Distinct d ->
          quantities.count(range, "value of " + field(d), "different values of " + field(d))
              + selections.window(d.of(), d.window());
      case Measure.SinceLast s -> "last " + selections.one(s.of()) + " " + quantities.ago(range);
      case Measure.SinceFirst s -> "first " + selections.one(s.of()) + " " + quantities.ago(range);
      case Measure.Until u ->
          "the next " + selections.occasion(u.occasion()) + " is " + quantities.ahead(range);
      case Measure.Amount m -> isIn(m, range);
      case Measure.Share m -> isIn(m, range);
      case Measure.Rate m -> isIn(m, range);
      case Measure.Net m -> isIn(m, range);
      case Measure.Consideration m -> isIn(m, range);
      case Measure.Predicted m -> isIn(m, range);
    };
  }

  private String isIn(Measure measure, Range range) {
    return words(measure) + " is " + quantities.range(range, measure.unit());
  }

  private String field(Measure.Distinct distinct) {
    return ConditionWords.name(distinct.field()) + " in " + selections.many(distinct.of(), "and");
  }

  private static String predicted(Measure.Predicted predicted) {
    return switch (predicted.what()) {
      case CHANCE_ALIVE -> "predicted chance that they will order again";
      case CHURN_RISK -> "predicted risk that they will never order again";
      case EXPECTED_ORDERS ->
          "predicted number of orders in the next "
              + Durations.exactly(predicted.days() * 86_400_000L);
      case EXPECTED_VALUE ->
          "predicted value of orders in the next "
              + Durations.exactly(predicted.days() * 86_400_000L);
    };
  }

  static String statistic(Measure.Amount amount) {
    String of = amount.property() == null ? "amount" : ConditionWords.name(amount.property());
    return statistic(amount.statistic()) + " " + of;
  }

  private static String statistic(Statistic statistic) {
    return switch (statistic) {
      case TOTAL -> "total";
      case AVERAGE -> "average";
      case MINIMUM -> "smallest";
      case MAXIMUM -> "largest";
    };
  }

  private static String pick(Pick pick) {
    return switch (pick) {
      case FIRST -> "the first time";
      case LAST -> "the last time";
      case AVERAGE -> "on average";
    };
  }
}
