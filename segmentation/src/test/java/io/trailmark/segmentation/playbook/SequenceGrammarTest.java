package io.trailmark.segmentation.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.sequence.Goal;
import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.sequence.OccasionTime;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Step;
import io.trailmark.segmentation.sequence.Trigger;
import io.trailmark.segmentation.sequence.Wait;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceGrammarTest {
  private static final long DAY = 86_400_000L;

  private static String text(String sequence) {
    return """
    playbook: test
    zone: UTC
    currency: GBP
    segments:
      - { id: vip, when: { count: order_placed, at-least: 3 } }
    sequences:
      it:
    """
        + sequence.indent(4);
  }

  private static Sequence read(String sequence) {
    return Playbook.parse(text(sequence)).sequences().getFirst();
  }

  private static List<Step> steps(String steps) {
    return read("for: vip\nsteps:\n" + steps.indent(2)).steps();
  }

  private static Step mail(String template) {
    return new Step.Send(template, "email", false);
  }

  @Test
  void knowsFourWaysToBegin() {
    assertThat(read("for: vip\nsteps: [{ send: a }]").trigger())
        .isEqualTo(new Trigger.Entering("vip"));
    assertThat(read("on: { leaving: vip }\nsteps: [{ send: a }]").trigger())
        .isEqualTo(new Trigger.Leaving("vip"));
    assertThat(read("on: { activity: order_placed, key: orderId }\nsteps: [{ send: a }]").trigger())
        .isEqualTo(new Trigger.Activity("order_placed", "orderId"));
    assertThat(
            read("""
            on: { occasion: { declared: birthday }, before: 7d, at: "09:00" }
            steps: [{ send: a }]
            """)
                .trigger())
        .isEqualTo(
            new Trigger.OnDate(
                new OccasionTime(new Occasion.Declared("birthday"), 7, LocalTime.of(9, 0))));
  }

  @Test
  void knowsWhatEndsARun() {
    Sequence sequence =
        read(
            """
            on: { activity: order_placed, key: orderId }
            goal: { activity: order_refunded, same: key }
            exit: { count: complaint_filed, within: 30d, at-least: 1 }
            late: 3d
            steps: [{ send: a }]
            """);
    assertThat(sequence.goal()).isEqualTo(new Goal(Set.of("order_refunded"), true));
    assertThat(sequence.exit()).isNotNull();
    assertThat(sequence.late()).isEqualTo(3 * DAY);
    assertThat(sequence.within()).isNull();
    assertThat(read("for: vip\nsteps: [{ send: a }]").within()).isEqualTo("vip");
    assertThat(read("for: vip\non-leaving: go-on\nsteps: [{ send: a }]").within()).isNull();
  }

  @Test
  void waitsInEveryWay() {
    assertThat(
            steps(
                """
                - { wait: 3d }
                - { wait: { until: "09:00" } }
                - { wait: { until: [tue, thu], at: "10:30" } }
                - { wait: { until: { declared: birthday }, before: 3d, at: "09:00" } }
                - { send: a }
                """))
        .containsExactly(
            new Step.Pause(new Wait.For(3 * DAY)),
            new Step.Pause(Wait.Clock.daily(LocalTime.of(9, 0))),
            new Step.Pause(
                new Wait.Clock(
                    Set.of(DayOfWeek.TUESDAY, DayOfWeek.THURSDAY), LocalTime.of(10, 30))),
            new Step.Pause(
                new Wait.Occasion(
                    new OccasionTime(new Occasion.Declared("birthday"), 3, LocalTime.of(9, 0)))),
            mail("a"));
  }

  @Test
  void laysNestedStepsOutInOneList() {
    List<Step> steps =
        steps(
            """
            - branch:
                when: { count: order_placed, is: 1 }
                then: [{ send: a }, { tag: first }]
                else: [{ send: b }]
            - split:
                name: incentive
                shares:
                  incentive: { share: 50%, steps: [{ send: c }] }
                  holdout: { share: 50% }
            - { webhook: crm }
            - { suppress: no-response }
            """);
    assertThat(steps).hasSize(11);
    assertThat(((Step.Branch) steps.get(0)).otherwise()).isEqualTo(4);
    assertThat(steps.subList(1, 5))
        .containsExactly(mail("a"), new Step.Tag("first"), new Step.GoTo(5), mail("b"));
    assertThat(steps.get(5))
        .isEqualTo(
            new Step.Split(
                "incentive",
                List.of(
                    new Step.Split.Arm("incentive", 50_000_000, 6),
                    new Step.Split.Arm("holdout", 50_000_000, 8))));
    assertThat(steps.subList(6, 11))
        .containsExactly(
            mail("c"),
            new Step.GoTo(9),
            new Step.GoTo(9),
            new Step.Webhook("crm"),
            new Step.Suppress("no-response"));
  }

  @Test
  void goesToALaterStepByItsName() {
    assertThat(
            steps(
                """
                - branch: { when: { count: order_placed, is: 1 }, then: [{ go-to: bye }] }
                - { send: a }
                - { id: bye, send: b }
                """))
        .element(1)
        .isEqualTo(new Step.GoTo(3));
  }

  @Test
  void readsGuards() {
    Guards guards =
        Playbook.parse(
                text("for: vip\nsteps: [{ send: a }]")
                    + "guards: { max-messages: { email: [1 per 1d, 3 per 7d] }, over-cap: skip,"
                    + " quiet-hours: \"21:00-08:00\" }\n")
            .guards();
    assertThat(guards.caps().get("email"))
        .containsExactly(new Guards.Cap(1, DAY), new Guards.Cap(3, 7 * DAY));
    assertThat(guards.skipsOverCap()).isTrue();
    assertThat(guards.quiet())
        .isEqualTo(new Guards.QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0)));
  }

  /** What is wrong, and what is said of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          for: vip | steps: [{ send: a }, { go-to: nowhere }] | `nowhere` is not the `id` of a step
          for: vip | steps: [{ id: x, send: a }, { go-to: x }] | goes forward only
          for: vip | steps: [{ id: x, send: a }, { id: x, send: b }] | is there twice
          for: vip | steps: [{ wait: 3d }] | at least one `send`
          for: vip | steps: [{ send: a, wait: 3d }] | only one of send and wait
          for: vip | steps: [{ id: x }] | a step says one of
          for: vip | steps: [{ sned: a }] | did you mean `send`
          for: vip | steps: [{ send: a, chanel: sms }] | did you mean `channel`
          for: vip | steps: [{ send: a }, { wait: { until: tuesday } }] | `tuesday`
          for: vip | steps: [{ send: a }, { wait: { until: "25:00" } }] | not a time of day
          for: vip | steps: [{ send: a }, { split: { name: x, shares: { a: { share: 50% } } } }] | make 100%
          for: vip | steps: [{ send: a }, { branch: { then: [] } }] | `when` is missing
          for: vip, goal: { activity: order_placed, same: key } | steps: [{ send: a }] | there is no key
          on: { leaving: vpi } | steps: [{ send: a }] | did you mean `vip`
          on: order_placed, on-leaving: go-on | steps: [{ send: a }] | can be left
          for: vip, late: soon | steps: [{ send: a }] | not a duration
          """)
  void saysWhatIsWrong(String head, String steps, String problem) {
    assertThatThrownBy(() -> read("{ " + head + ", " + steps + " }"))
        .isInstanceOf(InvalidPlaybook.class)
        .hasMessageContaining(problem);
  }

  @Test
  void saysWhereAStepIsWrong() {
    assertThatThrownBy(() -> read("for: vip\nsteps:\n  - { send: a }\n  - { go-to: nowhere }"))
        .isInstanceOfSatisfying(
            InvalidPlaybook.class, e -> assertThat(e.problems().getFirst().line()).isEqualTo(11));
  }
}
