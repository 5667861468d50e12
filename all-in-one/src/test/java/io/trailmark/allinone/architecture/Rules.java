package io.trailmark.allinone.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Who may know whom, from the design. */
final class Rules {
  private static final String OURS = "io.trailmark..";

  static final ArchRule SHARED_EVENTS_KNOW_THE_JDK_ONLY =
      classes()
          .that(in("sharedevents"))
          .should()
          .onlyDependOnClassesThat(
              in("sharedevents").or(resideInAnyPackage("java..", "org.jspecify..")))
          .because("stored events outlive every library");

  static final ArchRule SEGMENTATION_KNOWS_NO_FRAMEWORK =
      classes()
          .that(in("segmentation"))
          .should()
          .onlyDependOnClassesThat(
              in("segmentation")
                  .or(resideInAnyPackage("java..", "org.jspecify..", "org.snakeyaml.engine..")))
          .because("the model is pure; the one thing it needs is the parser of playbooks");

  static final ArchRule SEGMENTATION_DOES_NO_IO =
      noClasses()
          .that(in("segmentation"))
          // The shipped playbooks come with the class path as the classes do.
          .and(not(simpleName("Included")))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..",
                      "java.nio.file..",
                      "java.nio.channels..",
                      "java.net..",
                      "java.sql..",
                      "java.util.logging..")
                  .and(not(exactly("java.io.Serializable"))))
          .because("whoever calls the model brings the data, but for the shipped playbooks");

  static final ArchRule SEGMENTATION_READS_NO_CLOCK = readsNoClock("segmentation");

  static final ArchRule FORECAST_KNOWS_THE_MODEL_AND_ITS_LIBRARIES =
      classes()
          .that(in("forecast"))
          .should()
          .onlyDependOnClassesThat(
              in("forecast")
                  .or(in("segmentation"))
                  .or(
                      resideInAnyPackage(
                          "java..",
                          "org.jspecify..",
                          "org.hipparchus..",
                          "de.focus_shift.jollyday..")))
          .because("it is the pure model with libraries, and no more");

  static final ArchRule FORECAST_READS_NO_CLOCK = readsNoClock("forecast");

  static final ArchRule EVENT_STORE_KNOWS_SHARED_EVENTS_ONLY =
      mayKnow("eventstore", "sharedevents");

  static final ArchRule COMMAND_SIDE_KNOWS_NOT_THE_QUERY_SIDE =
      mayKnow("commandside", "sharedevents", "segmentation", "forecast", "eventstore");

  static final ArchRule QUERY_SIDE_KNOWS_NOT_THE_COMMAND_SIDE =
      mayKnow("queryside", "sharedevents", "segmentation", "forecast", "eventstore");

  static final ArchRule SAMPLES_KNOW_NOBODY = mayKnow("samples");

  static final ArchRule BACKTESTS_NEITHER_PUBLISH_NOR_SEND =
      noClasses()
          .that(in("queryside.backtest").or(in("segmentation.backtest")))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "org.axonframework..",
                      "io.trailmark.commandside..",
                      "io.trailmark.sharedevents..",
                      "org.springframework.jdbc..",
                      "org.springframework.mail..",
                      "jakarta.mail..",
                      "java.sql..",
                      "java.net.http..")
                  .or(exactly("org.springframework.context.ApplicationEventPublisher")))
          .because("a backtest only reads, and keeps what it found");

  private Rules() {}

  private static ArchRule mayKnow(String module, String... others) {
    DescribedPredicate<JavaClass> allowed = in(module).or(not(resideInAPackage(OURS)));
    for (String other : others) {
      allowed = allowed.or(in(other));
    }
    return classes()
        .that(in(module))
        .should()
        .onlyDependOnClassesThat(allowed.as("are of the modules that %s may know", module));
  }

  private static ArchRule readsNoClock(String module) {
    return noClasses()
        .that(in(module))
        .should()
        .dependOnClassesThat(exactly("java.time.Clock").or(exactly("java.time.InstantSource")))
        .orShould(callMethodWhere(readsAClock()))
        .because("the model is asked as of an instant");
  }

  private static DescribedPredicate<JavaClass> in(String module) {
    return resideInAPackage("io.trailmark." + module + "..");
  }

  private static DescribedPredicate<JavaClass> exactly(String name) {
    return DescribedPredicate.describe(name, type -> type.getName().equals(name));
  }

  private static DescribedPredicate<JavaMethodCall> readsAClock() {
    Set<String> ofSystem = Set.of("currentTimeMillis", "nanoTime");
    return DescribedPredicate.describe(
        "reads a clock",
        call -> {
          String owner = call.getTargetOwner().getName();
          return owner.startsWith("java.time.") && call.getName().equals("now")
              || owner.equals("java.lang.System") && ofSystem.contains(call.getName());
        });
  }
}
