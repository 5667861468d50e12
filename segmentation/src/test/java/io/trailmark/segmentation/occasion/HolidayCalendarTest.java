package io.trailmark.segmentation.occasion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HolidayCalendarTest {

  @Test
  void isTheOneThatIsOnTheClassPath() {
    assertThat(HolidayCalendar.installed()).containsInstanceOf(TestHolidays.class);
    assertThat(HolidayCalendar.installed()).isSameAs(HolidayCalendar.installed());
  }
}
