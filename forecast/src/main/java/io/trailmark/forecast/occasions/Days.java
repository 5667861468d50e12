package io.trailmark.forecast.occasions;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** What Jollyday makes of {@code occasions.xml}, and the one rule that cannot be written there. */
final class Days {
  private static final int PENTECOST_AFTER_EASTER = 49;

  private final HolidayManager manager = manager();

  /** Which there are, and the countries that have each on a day of their own. */
  Map<String, Set<String>> occasions() {
    return manager.getCalendarHierarchy().getChildren().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> countries(e.getValue())));
  }

  private static Set<String> countries(CalendarHierarchy occasion) {
    return occasion.getChildren().keySet().stream()
        .map(country -> country.toUpperCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  /** Synchronized, since Jollyday does not say whether it may be asked by several threads. */
  synchronized LocalDate day(String occasion, String country, int year) {
    LocalDate day = theOne(occasion, country, year);
    return occasion.equals("mothers-day") && country.equals("FR") ? notOnPentecost(day) : day;
  }

  /** French law of 24 May 1950 (no. 50-577). */
  private LocalDate notOnPentecost(LocalDate lastSundayOfMay) {
    LocalDate easter = theOne("easter", "FR", lastSundayOfMay.getYear());
    return lastSundayOfMay.equals(easter.plusDays(PENTECOST_AFTER_EASTER))
        ? lastSundayOfMay.with(Month.JUNE).with(TemporalAdjusters.firstInMonth(DayOfWeek.SUNDAY))
        : lastSundayOfMay;
  }

  private LocalDate theOne(String occasion, String country, int year) {
    return manager.getHolidays(Year.of(year), occasion, country.toLowerCase(Locale.ROOT)).stream()
        .map(Holiday::getDate)
        .findFirst()
        .orElseThrow();
  }

  private static HolidayManager manager() {
    URL xml = Objects.requireNonNull(Days.class.getResource("occasions.xml"));
    Properties properties = new Properties();
    properties.setProperty(
        "configuration.service.impl", "de.focus_shift.jollyday.jaxb.JaxbConfigurationService");
    return HolidayManager.getInstance(ManagerParameters.create(xml, properties));
  }
}
