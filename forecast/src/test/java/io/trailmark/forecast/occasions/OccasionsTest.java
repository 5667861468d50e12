package io.trailmark.forecast.occasions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.segmentation.occasion.HolidayCalendar;
import io.trailmark.segmentation.playbook.InvalidPlaybook;
import io.trailmark.segmentation.playbook.Playbook;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class OccasionsTest {
  private final HolidayCalendar calendar = HolidayCalendar.installed().orElseThrow();

  @Test
  void isFoundByTheModel() {
    assertThat(calendar).isInstanceOf(Occasions.class);
    assertThat(calendar.countries())
        .containsExactlyInAnyOrder(
            "GB IE US CA DE AT CH FR ES IT NL BE PL SE NO DK FI PT AU NZ".split(" "));
    assertThat(calendar.occasions())
        .containsExactlyInAnyOrder(
            "valentines",
            "christmas",
            "christmas-eve",
            "mothers-day",
            "fathers-day",
            "easter",
            "thanksgiving",
            "black-friday",
            "new-year",
            "halloween");
  }

  /** Dates written by hand, not computed. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvFileSource(resources = "known-days.csv", numLinesToSkip = 1)
  void fallOnTheKnownDays(String occasion, String countries, LocalDate day) {
    for (String country : countries.split(" ")) {
      assertThat(calendar.days(occasion, country, day.getYear(), day.getYear()))
          .as(country)
          .containsExactly(day.toEpochDay());
    }
  }

  @Test
  void comeOnceAYearInOrder() {
    for (String occasion : calendar.occasions()) {
      for (String country : countriesWith(occasion)) {
        assertThat(years(calendar.days(occasion, country, 1900, 2200)))
            .as("%s %s", occasion, country)
            .isEqualTo(LongStream.rangeClosed(1900, 2200).boxed().toList());
      }
    }
  }

  private List<String> countriesWith(String occasion) {
    return occasion.equals("thanksgiving")
        ? List.of("CA", "US")
        : List.copyOf(calendar.countries());
  }

  private static List<Long> years(long[] days) {
    return Arrays.stream(days).mapToObj(day -> (long) LocalDate.ofEpochDay(day).getYear()).toList();
  }

  /** Against the anonymous algorithm of Nature, 20 April 1876. */
  @Test
  void knowsEasterOfThreeCenturies() {
    assertThat(calendar.days("easter", "DE", 1900, 2200))
        .containsExactly(
            LongStream.rangeClosed(1900, 2200)
                .map(year -> easter((int) year).toEpochDay())
                .toArray());
  }

  private static LocalDate easter(int year) {
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    return LocalDate.of(year, n / 31, n % 31 + 1);
  }

  @Test
  void saysWhichCountriesHaveAnOccasion() {
    assertThatThrownBy(() -> calendar.days("thanksgiving", "GB", 2024, 2024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no thanksgiving in GB, only in CA, US");
  }

  @Test
  void saysWhatIsKnown() {
    assertThatThrownBy(() -> calendar.days("easter", "JP", 2024, 2024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no country JP is known, only AT, AU, BE");
    assertThatThrownBy(() -> calendar.days("mothersday", "GB", 2024, 2024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no occasion mothersday is known, only black-friday, christmas");
  }

  @Test
  void refusesOtherYears() {
    for (int[] years : new int[][] {{1899, 2000}, {2000, 2201}, {2001, 2000}}) {
      assertThatThrownBy(() -> calendar.days("easter", "GB", years[0], years[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("years must be from 1900 to 2200");
    }
  }

  @Test
  void cannotBeChanged() {
    assertThatThrownBy(() -> calendar.countries().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> calendar.occasions().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    calendar.days("easter", "GB", 2024, 2024)[0] = 0;
    assertThat(calendar.days("easter", "GB", 2024, 2024)[0]).isNotZero();
  }

  @Test
  void areKnownToPlaybooks() {
    assertThat(Playbook.parse(playbook("GB", "mothers-day")).segments()).hasSize(1);
    assertThat(Playbook.parse(playbook("FR", "black-friday")).segments()).hasSize(1);
    assertThatThrownBy(() -> Playbook.parse(playbook("GB", "thanksgiving")))
        .isInstanceOf(InvalidPlaybook.class)
        .hasMessageContaining("there is no thanksgiving in GB, only in CA, US");
    assertThatThrownBy(() -> Playbook.parse(playbook("UK", "mothers-day")))
        .isInstanceOf(InvalidPlaybook.class)
        .hasMessageContaining("GB");
  }

  private static String playbook(String country, String occasion) {
    return """
    playbook: x
    zone: UTC
    currency: GBP
    country: %s
    segments: [{ id: soon, when: { until: %s, at-most: 14d } }]
    """
        .formatted(country, occasion);
  }

  /** As in a packaged program, whose pool threads have the class loader of the JDK. */
  @Test
  void isFoundFromThreadsThatKnowNoClasses() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader jdk = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader afresh = new URLClassLoader(classPath(), jdk)) {
      thread.setContextClassLoader(jdk);
      Object other =
          afresh.loadClass(Occasions.class.getName()).getDeclaredConstructor().newInstance();
      Object days =
          other
              .getClass()
              .getMethod("days", String.class, String.class, int.class, int.class)
              .invoke(other, "easter", "GB", 2024, 2024);
      assertThat((long[]) days).containsExactly(LocalDate.of(2024, 3, 31).toEpochDay());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] classPath() {
    return Arrays.stream(
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator))
        .map(OccasionsTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
