package io.trailmark.commandside.liquid;

import java.math.BigDecimal;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Liquid makes of values: texts, numbers, true and false, lists, values by name. */
final class Values {
  /** Most characters of a text, and most values of a list, that a filter may make. */
  static final int LONGEST = 100_000;

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?");

  /** What {@code empty} and {@code blank} are equal to. */
  enum Special {
    EMPTY,
    BLANK
  }

  private Values() {}

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case BigDecimal number -> number.toPlainString();
      case Shown shown -> shown.text();
      case Escaped escaped -> escaped.text();
      case Boolean truth -> truth.toString();
      case Collection<?> list -> joined(list, "");
      default -> "";
    };
  }

  static String joined(Collection<?> list, String glue) {
    StringBuilder joined = new StringBuilder();
    String before = "";
    for (Object value : list) {
      if (joined.length() > LONGEST) {
        break;
      }
      joined.append(before).append(text(value));
      before = glue;
    }
    return joined.toString();
  }

  static @Nullable BigDecimal number(@Nullable Object value) {
    return switch (value) {
      case BigDecimal number -> number;
      case Shown shown -> shown.value() instanceof BigDecimal number ? number : null;
      case String text when NUMBER.matcher(text.strip()).matches() -> new BigDecimal(text.strip());
      case null, default -> null;
    };
  }

  static boolean holds(@Nullable Object value) {
    return value != null && !Boolean.FALSE.equals(value);
  }

  /** Units of work that looking at it costs. */
  static int size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case Collection<?> list -> list.size();
      case null, default -> 1;
    };
  }

  static boolean isEmpty(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case String text -> text.isEmpty();
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  static boolean isBlank(@Nullable Object value) {
    return isEmpty(value)
        || Boolean.FALSE.equals(value)
        || value instanceof String text && text.isBlank();
  }

  static boolean compare(@Nullable Object left, String sign, @Nullable Object right) {
    return switch (sign) {
      case "==" -> same(left, right);
      case "!=", "<>" -> !same(left, right);
      case "contains" -> contains(left, right);
      default -> {
        Integer order = order(left, right);
        yield order != null
            && switch (sign) {
              case "<" -> order < 0;
              case "<=" -> order <= 0;
              case ">" -> order > 0;
              default -> order >= 0;
            };
      }
    };
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Special special) {
      return is(special, right);
    }
    if (right instanceof Special special) {
      return is(special, left);
    }
    Integer order = order(left, right);
    return order == null ? Objects.equals(left, right) : order == 0;
  }

  private static boolean is(Special special, @Nullable Object value) {
    return special == Special.EMPTY ? value != null && isEmpty(value) : isBlank(value);
  }

  private static boolean contains(@Nullable Object whole, @Nullable Object part) {
    return switch (whole) {
      case String text -> part != null && text.contains(text(part));
      case List<?> list -> list.stream().anyMatch(one -> same(one, part));
      case null, default -> false;
    };
  }

  /** Null: they have none. */
  static @Nullable Integer order(@Nullable Object left, @Nullable Object right) {
    if (left instanceof String a && right instanceof String b) {
      return a.compareTo(b);
    }
    if (instant(left) instanceof ZonedDateTime a && instant(right) instanceof ZonedDateTime b) {
      return a.compareTo(b);
    }
    BigDecimal a = number(left);
    BigDecimal b = number(right);
    return a == null || b == null ? null : (Integer) a.compareTo(b);
  }

  static @Nullable ZonedDateTime instant(@Nullable Object value) {
    return value instanceof Shown shown && shown.value() instanceof ZonedDateTime at ? at : null;
  }
}
