package io.trailmark.commandside.recording;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which of the numbers that sources send can be kept. */
public final class SourceNumber {
  private static final int DIGITS = 40;

  private SourceNumber() {}

  /**
   * The value of a JSON number.
   *
   * @return null if it is none ({@code NaN}, {@code Infinity}), or has more than 40 digits or a
   *     scale beyond that, as 1e400 has: rounding it would first write out all its digits
   */
  public static @Nullable BigDecimal exact(JsonNode number) {
    if (number.isDouble() && !Double.isFinite(number.doubleValue())) {
      return null;
    }
    BigDecimal value = number.decimalValue();
    return Math.abs((long) value.scale()) > DIGITS || value.precision() > DIGITS ? null : value;
  }
}
