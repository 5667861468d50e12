package io.trailmark.eventstore.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** How answers tell instants and money. */
public final class Texts {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Texts() {}

  /** RFC 3339 in UTC with milliseconds, always of the same length. */
  public static String instant(long millis) {
    return INSTANT.format(Instant.ofEpochMilli(millis));
  }

  public static @Nullable String instantOrNull(@Nullable Long millis) {
    return millis == null ? null : instant(millis);
  }

  /** Minor units as a decimal of the currency, for example 1250 GBP as 12.50. */
  public static BigDecimal money(long minor, Currency currency) {
    return BigDecimal.valueOf(minor, Math.max(0, currency.getDefaultFractionDigits()));
  }
}
