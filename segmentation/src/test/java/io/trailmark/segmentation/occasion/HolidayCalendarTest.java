package io.trailmark.segmentation.occasion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HolidayCalendarTest {

  @Test
  void isMissingWhereNoModuleBringsIt() {
    assertThat(HolidayCalendar.installed()).isEmpty();
  }
}
