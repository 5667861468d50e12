package io.trailmark.forecast.occasions;

import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.time.Year;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A holiday that the library Jollyday knows. Each year is looked up once, since the library goes
 * through a whole year of holidays for it.
 */
final class Jollyday implements Rule {
  /** Western Easter Sunday, the same everywhere; Sweden's list names the Sunday itself. */
  static final Rule EASTER = new Jollyday("christian.EASTER", "se");

  static final Rule AMERICAN_THANKSGIVING = new Jollyday("THANKSGIVING", "us");

  /** A holiday of the provinces, all on one day: Ontario's. */
  static final Rule CANADIAN_THANKSGIVING = new Jollyday("THANKSGIVING", "ca", "on");

  private final String key;
  private final String[] region;
  private final String country;
  private final Map<Integer, LocalDate> known = new ConcurrentHashMap<>();

  private Jollyday(String key, String country, String... region) {
    this.key = key;
    this.region = region;
    this.country = country;
  }

  @Override
  public LocalDate in(int year) {
    return known.computeIfAbsent(year, this::lookUp);
  }

  /**
   * Jollyday looks for its parts by the thread's class loader, which in a packaged program need not
   * know them: pool threads have that of the JDK.
   */
  private LocalDate lookUp(int year) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Jollyday.class.getClassLoader());
    try {
      return find(year);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private LocalDate find(int year) {
    return HolidayManager.getInstance(ManagerParameters.create(country))
        .getHolidays(Year.of(year), region)
        .stream()
        .filter(holiday -> holiday.getPropertiesKey().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Jollyday has no " + key + " in " + year))
        .getActualDate();
  }
}
