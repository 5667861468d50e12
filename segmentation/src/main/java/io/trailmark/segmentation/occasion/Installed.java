package io.trailmark.segmentation.occasion;

import java.util.Optional;
import java.util.ServiceLoader;

/** Looks once, when first asked. */
final class Installed {
  static final Optional<HolidayCalendar> CALENDAR =
      ServiceLoader.load(HolidayCalendar.class, HolidayCalendar.class.getClassLoader()).findFirst();

  private Installed() {}
}
