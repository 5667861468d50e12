package io.trailmark.allinone.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.trailmark.allinone.Trailmark;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(Trailmark.class.getPackageName(), "io.trailmark");

  static Stream<String> rules() {
    return Arrays.stream(Rules.class.getDeclaredFields())
        .filter(
            field -> field.getType() == ArchRule.class && Modifier.isStatic(field.getModifiers()))
        .map(field -> field.getName());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(String rule) throws Exception {
    rule(rule).check(OURS);
  }

  /** A rule guards nothing unless it bites: each has a class that breaks it. */
  @ParameterizedTest
  @CsvSource({
    "SHARED_EVENTS_KNOW_THE_JDK_ONLY, sharedevents, KnowsSpring",
    "SHARED_EVENTS_KNOW_THE_JDK_ONLY, sharedevents, KnowsTheModel",
    "SHARED_EVENTS_KNOW_THE_JDK_ONLY, sharedevents, KnowsTheForecast",
    "SEGMENTATION_KNOWS_NO_FRAMEWORK, segmentation, KnowsSpring",
    "SEGMENTATION_KNOWS_NO_FRAMEWORK, segmentation, KnowsAnEvent",
    "SEGMENTATION_KNOWS_NO_FRAMEWORK, segmentation, KnowsTheForecast",
    "SEGMENTATION_DOES_NO_IO, segmentation, ReadsAFile",
    "SEGMENTATION_READS_NO_CLOCK, segmentation, AsksTheTime",
    "SEGMENTATION_READS_NO_CLOCK, segmentation, AsksTheSystem",
    "SEGMENTATION_READS_NO_CLOCK, segmentation, HoldsAClock",
    "FORECAST_KNOWS_THE_MODEL_AND_ITS_LIBRARIES, forecast, KnowsSpring",
    "FORECAST_KNOWS_THE_MODEL_AND_ITS_LIBRARIES, forecast, KnowsAnEvent",
    "FORECAST_READS_NO_CLOCK, forecast, AsksTheTime",
    "EVENT_STORE_KNOWS_SHARED_EVENTS_ONLY, eventstore, KnowsTheForecast",
    "EVENT_STORE_KNOWS_SHARED_EVENTS_ONLY, eventstore, KnowsTheModel",
    "COMMAND_SIDE_KNOWS_NOT_THE_QUERY_SIDE, commandside, KnowsTheQuerySide",
    "QUERY_SIDE_KNOWS_NOT_THE_COMMAND_SIDE, queryside, KnowsTheCommandSide",
    "QUERY_SIDE_KNOWS_NOT_THE_COMMAND_SIDE, queryside, KnowsTheCommandLine",
    "BACKTESTS_NEITHER_PUBLISH_NOR_SEND, queryside.backtest, PublishesAnEvent",
    "BACKTESTS_NEITHER_PUBLISH_NOR_SEND, queryside.backtest, SendsACommand",
    "BACKTESTS_NEITHER_PUBLISH_NOR_SEND, segmentation.backtest, AppendsToTheLog",
    "SAMPLES_KNOW_NOBODY, samples, KnowsTheModel",
  })
  void bites(String rule, String module, String violation) throws Exception {
    Class<?> violating = Class.forName("io.trailmark." + module + ".violation." + violation);
    JavaClasses classes = new ClassFileImporter().importClasses(violating);
    assertThat(rule(rule).evaluate(classes).hasViolation()).isTrue();
  }

  private static ArchRule rule(String name) throws Exception {
    return (ArchRule) Rules.class.getDeclaredField(name).get(null);
  }
}
