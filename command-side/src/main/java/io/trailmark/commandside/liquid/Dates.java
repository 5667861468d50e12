package io.trailmark.commandside.liquid;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Days and times as {@code strftime} writes them. */
final class Dates {
  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('Y', "uuuu"),
          Map.entry('y', "uu"),
          Map.entry('m', "MM"),
          Map.entry('B', "MMMM"),
          Map.entry('b', "MMM"),
          Map.entry('h', "MMM"),
          Map.entry('d', "dd"),
          Map.entry('e', "ppd"),
          Map.entry('j', "DDD"),
          Map.entry('A', "EEEE"),
          Map.entry('a', "EEE"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('k', "ppH"),
          Map.entry('l', "pph"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('L', "SSS"),
          Map.entry('p', "a"),
          Map.entry('P', "a"),
          Map.entry('z', "xx"),
          Map.entry('Z', "zzz"),
          Map.entry('F', "uuuu-MM-dd"),
          Map.entry('T', "HH:mm:ss"),
          Map.entry('R', "HH:mm"),
          Map.entry('D', "MM/dd/uu"));

  private Dates() {}

  static @Nullable Object format(@Nullable Object input, Filter.Arguments a) {
    Settings settings = a.rendering().settings();
    ZonedDateTime at = read(input, settings);
    if (at == null) {
      throw a.problem("`date` is for days and instants, such as 2026-03-12");
    }
    return format(at, a.text(0), settings.locale(), a);
  }

  private static @Nullable ZonedDateTime read(@Nullable Object input, Settings settings) {
    ZonedDateTime known = Values.instant(input);
    if (known != null) {
      return known;
    }
    String text = Values.text(input).strip();
    if (text.equals("now") || text.equals("today")) {
      return settings.now();
    }
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(settings.now().getZone());
      }
      if (text.matches("\\d{9,12}")) {
        return Instant.ofEpochSecond(Long.parseLong(text)).atZone(settings.now().getZone());
      }
      return OffsetDateTime.parse(text).atZoneSameInstant(settings.now().getZone());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String format(ZonedDateTime at, String format, Locale locale, Filter.Arguments a) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
        continue;
      }
      boolean bare = format.charAt(++i) == '-';
      if (bare && ++i == format.length()) {
        throw a.problem("`%-` is followed by a letter");
      }
      text.append(directive(at, format.charAt(i), bare, locale, a));
    }
    return text.toString();
  }

  private static String directive(
      ZonedDateTime at, char letter, boolean bare, Locale locale, Filter.Arguments a) {
    if (letter == '%') {
      return "%";
    }
    String pattern = PATTERNS.get(letter);
    if (pattern == null) {
      throw a.problem(
          "`%"
              + letter
              + "` is not known: there are %"
              + String.join(
                  ", %", PATTERNS.keySet().stream().map(String::valueOf).sorted().toList()));
    }
    String written = DateTimeFormatter.ofPattern(pattern, locale).format(at);
    if (letter == 'p' || letter == 'P') {
      return letter == 'p' ? written.toUpperCase(locale) : written.toLowerCase(locale);
    }
    return bare ? written.replaceFirst("^[0 ]+(?=.)", "") : written;
  }
}
