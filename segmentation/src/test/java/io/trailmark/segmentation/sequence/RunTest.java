package io.trailmark.segmentation.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.sequence.Run.Next;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunTest {
  private static final long START = 1_000;
  private static final Step SEND = new Step.Send("hello", "email");

  private static Sequence sequence(Reentry reentry, Step... steps) {
    return new Sequence(
        "s", new Trigger.Entering("ghost"), Set.of("order_placed"), reentry, List.of(steps));
  }

  private static Sequence steps(Step... steps) {
    return sequence(new Reentry.Never(), steps);
  }

  @Test
  void standsBeforeTheFirstSendAtOnce() {
    assertThat(Run.start(steps(SEND, SEND), START)).isEqualTo(new Next.Await(0, START));
  }

  @Test
  void waitsAsLongAsAllWaitsBeforeTheSend() {
    Sequence sequence = steps(new Step.Wait(5), new Step.Wait(7), SEND, new Step.Wait(11), SEND);
    assertThat(Run.start(sequence, START)).isEqualTo(new Next.Await(2, START + 12));
  }

  /** A wait counts from when the step before it was taken, not from when it was due. */
  @Test
  void countsAWaitFromWhenTheStepWasTaken() {
    Sequence sequence = steps(SEND, new Step.Wait(11), SEND, SEND);
    assertThat(Run.after(sequence, 0, START + 3)).isEqualTo(new Next.Await(2, START + 14));
    assertThat(Run.after(sequence, 2, START + 20)).isEqualTo(new Next.Await(3, START + 20));
  }

  @Test
  void isCompleteAfterTheLastSendWhateverWaitsFollow() {
    assertThat(Run.after(steps(SEND), 0, START)).isEqualTo(new Next.Complete());
    assertThat(Run.after(steps(SEND, new Step.Wait(11)), 0, START)).isEqualTo(new Next.Complete());
    assertThat(Run.start(steps(new Step.Wait(11)), START)).isEqualTo(new Next.Complete());
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
