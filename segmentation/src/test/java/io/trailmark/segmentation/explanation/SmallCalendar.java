package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.occasion.HolidayCalendar;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.IntStream;

/** Knows two occasions of one country. */
public final class SmallCalendar implements HolidayCalendar {
  @Override
  public Set<String> occasions() {
    return Set.of("valentines-day", "christmas-day");
  }

  @Override
  public Set<String> countries() {
    return Set.of("GB");
  }

  @Override
  public long[] days(String occasion, String country, int fromYear, int toYear) {
    LocalDate day = LocalDate.parse(occasion.equals("christmas-day") ? "2000-12-25" : "2000-02-14");
    return IntStream.rangeClosed(fromYear, toYear)
        .mapToLong(year -> day.withYear(year).toEpochDay())
        .toArray();
  }
}
