package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Unit;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says values and what they are compared with.
 *
 * @param currency of money
 */
record Quantities(Currency currency) {
  static final String TODAY = "today";
  private static final long DAY = 86_400_000;

  /** As a number of {@link #unit}. */
  BigDecimal number(long value, Unit unit) {
    return switch (unit) {
      case COUNT, DURATION -> BigDecimal.valueOf(value);
      case MONEY -> BigDecimal.valueOf(value, decimals());
      case NUMBER, PERCENT -> plain(BigDecimal.valueOf(value, 6));
    };
  }

  private int decimals() {
    return Math.max(0, currency.getDefaultFractionDigits());
  }

  /** Whole numbers are written without an exponent. */
  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** What {@link #number} counts. */
  String unit(Unit unit) {
    return switch (unit) {
      case COUNT -> "count";
      case DURATION -> "milliseconds";
      case MONEY -> currency.getCurrencyCode();
      case NUMBER -> "number";
      case PERCENT -> "percent";
    };
  }

  /** For example "61 days 3 hours" or "12.50 GBP". */
  String value(long value, Unit unit) {
    String number = number(value, unit).toPlainString();
    return switch (unit) {
      case COUNT, NUMBER -> number;
      case DURATION -> Durations.words(value);
      case MONEY -> number + " " + currency.getCurrencyCode();
      case PERCENT -> number + "%";
    };
  }

  /** For example "2 to 5", "at least 60 days" or "less than 50.00 GBP". */
  String range(Range range, Unit unit) {
    Bounds bounds = bounds(range, unit);
    if (bounds.exact() != null) {
      return bounds.exact();
    }
    Bound least = bounds.least();
    Bound most = bounds.most();
    if (least != null && most != null && !least.open() && !most.open()) {
      return least.words() + " to " + most.words();
    }
    return Lists.joined(bounds.words("at least %s", "at most %s"), "and");
  }

  /** For example "60 days or more ago". */
  String ago(Range range) {
    Bounds bounds = bounds(range, Unit.DURATION);
    String words =
        bounds.exact() != null
            ? bounds.exact()
            : Lists.joined(bounds.words("%s or more", "%s or less"), "and");
    return words + " ago";
  }

  /** How far ahead a day may be, for example "today" or "7 days to 14 days ahead". */
  String ahead(Range range) {
    String days = days(range);
    return days.startsWith(TODAY) ? days : days + " ahead";
  }

  /** The same without its last word. What is not today is a whole day ahead at least. */
  String days(Range range) {
    if (range.least() <= 0 && range.most() < DAY) {
      return TODAY;
    }
    if (range.least() <= 0 && range.most() == Measure.NEVER) {
      return TODAY + " or later";
    }
    boolean later = range.least() > 0 && range.least() < DAY && range.most() >= DAY;
    return range(later ? new Range(DAY, range.most()) : range, Unit.DURATION);
  }

  /** For example "2 to 5 orders placed" or "no open". */
  String count(Range range, String one, String many) {
    if (range.most() == 0) {
      return "no " + one;
    }
    if (range.least() <= 0 && range.most() == Measure.NEVER) {
      return "any number of " + many;
    }
    String exactly = range.least() == range.most() ? "exactly " : "";
    boolean single =
        range.least() == 1 && (range.most() == 1 || range.most() == Measure.NEVER)
            || range.least() <= 0 && range.most() == 1;
    return exactly + range(range, Unit.COUNT) + " " + (single ? one : many);
  }

  private record Bound(String words, boolean open) {}

  private record Bounds(@Nullable String exact, @Nullable Bound least, @Nullable Bound most) {
    List<String> words(String atLeast, String atMost) {
      List<String> words = new java.util.ArrayList<>();
      if (least != null) {
        words.add((least.open() ? "more than %s" : atLeast).formatted(least.words()));
      }
      if (most != null) {
        words.add((most.open() ? "less than %s" : atMost).formatted(most.words()));
      }
      return words.isEmpty() ? List.of("any") : words;
    }
  }

  private Bounds bounds(Range range, Unit unit) {
    if (range.least() == range.most()) {
      return new Bounds(exactly(range.least(), unit), null, null);
    }
    return new Bounds(null, least(range.least(), unit), most(range.most(), unit));
  }

  /** One above something round was written as more than that. */
  private @Nullable Bound least(long least, Unit unit) {
    boolean always = unit != Unit.MONEY && unit != Unit.NUMBER && least <= 0;
    if (always || least <= Measure.NONE + 1) {
      return null;
    }
    boolean open = round(unit) > 1 && Math.floorMod(least, round(unit)) == 1;
    return new Bound(exactly(open ? least - 1 : least, unit), open);
  }

  /** One below something round was written as less than that. */
  private @Nullable Bound most(long most, Unit unit) {
    if (most == Measure.NEVER) {
      return null;
    }
    boolean open = round(unit) > 1 && Math.floorMod(most, round(unit)) == round(unit) - 1;
    return new Bound(exactly(open ? most + 1 : most, unit), open);
  }

  private String exactly(long value, Unit unit) {
    return unit == Unit.DURATION ? Durations.exactly(value) : value(value, unit);
  }

  private long round(Unit unit) {
    return switch (unit) {
      case COUNT -> 1;
      case DURATION -> 1_000;
      case MONEY -> BigDecimal.TEN.pow(decimals()).longValueExact();
      case NUMBER, PERCENT -> Unit.MILLION;
    };
  }
}
