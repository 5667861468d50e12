package io.trailmark.segmentation.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Run.Next;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunTest {
  private static final long START = 1_000;
  private static final Step SEND = new Step.Send("hello", "email", false);
  private static final Run.Subject ANN =
      new Run.Subject("ann", new View(new Timeline(), Surveys.NONE, ZoneOffset.UTC));

  private static Sequence sequence(Reentry reentry, Step... steps) {
    return new Sequence(
        "s",
        new Trigger.Entering("ghost"),
        Goal.of("order_placed"),
        false,
        null,
        reentry,
        Long.MAX_VALUE,
        List.of(steps));
  }

  private static Sequence steps(Step... steps) {
    return sequence(new Reentry.Never(), steps);
  }

  private static Step pause(long millis) {
    return new Step.Pause(new Wait.For(millis));
  }

  private static Next next(Sequence sequence, int step, long at) {
    return Run.from(sequence, step, at, ANN).next();
  }

  @Test
  void actsAtOnceWhereNothingIsToBeWaitedFor() {
    assertThat(next(steps(SEND, SEND), 0, START)).isEqualTo(new Next.Act(0));
    assertThat(next(steps(SEND, SEND), 1, START)).isEqualTo(new Next.Act(1));
  }

  @Test
  void standsBehindEachWaitUntilItIsOver() {
    Sequence sequence = steps(pause(5), pause(7), SEND);
    assertThat(next(sequence, 0, START)).isEqualTo(new Next.Await(1, START + 5));
    assertThat(next(sequence, 1, START + 5)).isEqualTo(new Next.Await(2, START + 12));
  }

  /** A wait counts from when the step before it was taken, not from when it was due. */
  @Test
  void countsAWaitFromWhenTheStepWasTaken() {
    assertThat(next(steps(SEND, pause(11), SEND), 1, START + 3))
        .isEqualTo(new Next.Await(2, START + 14));
  }

  @Test
  void isCompleteOnceTheLastWaitIsOver() {
    assertThat(next(steps(SEND), 1, START)).isEqualTo(new Next.Complete());
    assertThat(next(steps(SEND, pause(11)), 1, START)).isEqualTo(new Next.Await(2, START + 11));
    assertThat(next(steps(SEND, pause(11)), 2, START + 11)).isEqualTo(new Next.Complete());
  }

  /** What never comes is told apart from what takes long. */
  @Test
  void isStuckBeforeAnOccasionThatNobodyDeclared() {
    Step birthday =
        new Step.Pause(
            new Wait.Occasion(
                new OccasionTime(new Occasion.Declared("birthday"), 3, LocalTime.of(9, 0))));
    assertThat(next(steps(birthday, SEND), 0, START)).isEqualTo(new Next.Stuck());
  }

  @Test
  void goesWhereTheRuleSays() {
    Rule bought = new Rule.Any(List.of());
    Sequence sequence = steps(new Step.Branch(bought, 3), SEND, new Step.GoTo(4), pause(9), SEND);
    Run.Path path = Run.from(sequence, 0, START, ANN);
    assertThat(path.choices()).containsExactly(new Run.Choice(0, "else"));
    assertThat(path.next()).isEqualTo(new Next.Await(4, START + 9));
    Sequence other = steps(new Step.Branch(new Rule.All(List.of()), 3), SEND, new Step.GoTo(4));
    assertThat(Run.from(other, 0, START, ANN).choices()).containsExactly(new Run.Choice(0, "then"));
    assertThat(next(other, 0, START)).isEqualTo(new Next.Act(1));
    assertThat(next(other, 2, START)).isEqualTo(new Next.Complete());
  }

  /** Shares are kept, and a customer stays in an arm whatever other splits there are. */
  @Test
  void splitsCustomersForGoodAndInProportion() {
    Step.Split split =
        new Step.Split(
            "incentive",
            List.of(
                new Step.Split.Arm("incentive", 50_000_000, 1),
                new Step.Split.Arm("mild", 30_000_000, 2),
                new Step.Split.Arm("holdout", 20_000_000, 3)));
    Map<String, Integer> counted = new TreeMap<>();
    for (int i = 0; i < 100_000; i++) {
      String arm = split.arm("customer-" + i, "cart").name();
      assertThat(split.arm("customer-" + i, "cart").name()).isEqualTo(arm);
      counted.merge(arm, 1, Integer::sum);
    }
    assertThat(counted.get("incentive")).isBetween(49_000, 51_000);
    assertThat(counted.get("mild")).isBetween(29_000, 31_000);
    assertThat(counted.get("holdout")).isBetween(19_000, 21_000);
    // Independent of another sequence's: of those in one arm here, half are in the same there.
    long both = 0;
    for (int i = 0; i < 100_000; i++) {
      String of = "customer-" + i;
      boolean here = split.arm(of, "cart").name().equals("incentive");
      both += here && split.arm(of, "win-back").name().equals("incentive") ? 1 : 0;
    }
    assertThat(both).isBetween(24_000L, 26_000L);
  }

  @Test
  void startsForWhoeverNeverBegan() {
    for (Reentry reentry :
        List.of(new Reentry.Never(), new Reentry.Always(), new Reentry.After(50))) {
      assertThat(Run.mayStart(sequence(reentry, SEND), OptionalLong.empty(), false, START))
          .as(reentry.toString())
          .isTrue();
    }
  }

  /** "Never while a run of it is active." */
  @Test
  void neverStartsBesideARunThatGoesOn() {
    for (Reentry reentry :
        List.of(new Reentry.Never(), new Reentry.Always(), new Reentry.After(50))) {
      assertThat(Run.mayStart(sequence(reentry, SEND), OptionalLong.of(0), true, START))
          .as(reentry.toString())
          .isFalse();
    }
  }

  @Test
  void startsAgainOnlyAsReentrySays() {
    OptionalLong last = OptionalLong.of(START);
    assertThat(Run.mayStart(sequence(new Reentry.Never(), SEND), last, false, START + 999_999))
        .isFalse();
    assertThat(Run.mayStart(sequence(new Reentry.Always(), SEND), last, false, START)).isTrue();
    Sequence after = sequence(new Reentry.After(50), SEND);
    assertThat(Run.mayStart(after, last, false, START + 49)).isFalse();
    assertThat(Run.mayStart(after, last, false, START + 50)).isTrue();
    assertThat(Run.mayStart(after, last, false, START + 51)).isTrue();
  }
}
