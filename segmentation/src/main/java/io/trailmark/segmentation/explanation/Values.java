package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.explanation.Why.Threshold;
import io.trailmark.segmentation.explanation.Why.Value;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Unit;
import org.jspecify.annotations.Nullable;

/** What was measured and what is asked for, in data and in words. */
record Values(Quantities quantities) {
  private static final String TEXT = "text";

  Value value(long value, Unit unit) {
    return value == Measure.NONE
        ? nothing(unit, "nothing to measure")
        : new Value(
            quantities.number(value, unit),
            null,
            quantities.unit(unit),
            quantities.value(value, unit));
  }

  /** How far ahead a day is. */
  Value ahead(long value) {
    Value found = value(value, Unit.DURATION);
    return value == 0
        ? new Value(found.number(), found.text(), found.unit(), Quantities.TODAY)
        : found;
  }

  Value nothing(Unit unit, String why) {
    return new Value(null, null, quantities.unit(unit), why);
  }

  static Value text(@Nullable String text) {
    return new Value(null, text, TEXT, text == null ? "none is known" : '"' + text + '"');
  }

  Threshold threshold(Range range, Unit unit) {
    String exactly = range.least() == range.most() ? "exactly " : "";
    return threshold(range, unit, exactly + quantities.range(range, unit));
  }

  /** How far ahead a day may be. */
  Threshold ahead(Range range) {
    String exactly = range.least() == range.most() && range.most() > 0 ? "exactly " : "";
    return threshold(range, Unit.DURATION, exactly + quantities.days(range));
  }

  Threshold threshold(Range range, Unit unit, String said) {
    return new Threshold(
        range.least() <= Measure.NONE + 1 ? null : quantities.number(range.least(), unit),
        range.most() == Measure.NEVER ? null : quantities.number(range.most(), unit),
        quantities.unit(unit),
        said);
  }

  static Threshold textual(String said) {
    return new Threshold(null, null, TEXT, said);
  }
}
