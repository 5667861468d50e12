package io.trailmark.segmentation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.timeline.Timeline;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A customer is looked at again when a membership could change: never later, and not for every part
 * that changes while another decides.
 */
class CombinedTest {
  private static final long NOW = 1_000;

  private final Timeline timeline = new Timeline();
  private final View view = new View(timeline, Surveys.NONE, ZoneOffset.UTC);

  CombinedTest() {
    timeline.add("a", NOW, 0);
  }

  private static Rule sinceLast(long least, long most) {
    return new Rule.Compare(
        new Measure.SinceLast(new Selection.Of(Kinds.of("a"))), new Range(least, most));
  }

  private static Rule falseUntil(long in) {
    return sinceLast(in, Measure.NEVER);
  }

  private static Rule trueUntil(long in) {
    return sinceLast(0, in - 1);
  }

  private long next(Rule rule) {
    long next = rule.nextChange(view, NOW);
    return next == Measure.NEVER ? next : next - NOW;
  }

  @Test
  void allWaitsForTheLastOfThePartsThatFail() {
    assertThat(next(new Rule.All(List.of(falseUntil(10), falseUntil(30), falseUntil(20)))))
        .isEqualTo(30);
    assertThat(next(new Rule.All(List.of(trueUntil(5), falseUntil(30))))).isEqualTo(30);
    assertThat(next(new Rule.All(List.of(falseUntil(30), trueUntil(5))))).isEqualTo(30);
  }

  @Test
  void allThatHoldsWaitsForItsFirstPart() {
    assertThat(next(new Rule.All(List.of(trueUntil(30), trueUntil(10), trueUntil(20)))))
        .isEqualTo(10);
  }

  @Test
  void anyWaitsForTheLastOfThePartsThatHold() {
    assertThat(next(new Rule.Any(List.of(trueUntil(10), trueUntil(30), trueUntil(20)))))
        .isEqualTo(30);
    assertThat(next(new Rule.Any(List.of(falseUntil(5), trueUntil(30))))).isEqualTo(30);
  }

  @Test
  void anyThatFailsWaitsForItsFirstPart() {
    assertThat(next(new Rule.Any(List.of(falseUntil(30), falseUntil(10), falseUntil(20)))))
        .isEqualTo(10);
  }

  @Test
  void whatCanNeverHoldIsNeverLookedAtAgain() {
    Rule never =
        new Rule.Compare(
            new Measure.Count(new Selection.Of(Kinds.of("b")), Window.ALL),
            new Range(1, Measure.NEVER));
    assertThat(next(new Rule.All(List.of(falseUntil(10), never)))).isEqualTo(Measure.NEVER);
    assertThat(next(new Rule.Any(List.of(falseUntil(10), new Rule.Not(never)))))
        .isEqualTo(Measure.NEVER);
    assertThat(next(new Rule.Not(new Rule.All(List.of(falseUntil(10), falseUntil(20))))))
        .isEqualTo(20);
  }

  /** A trend is not looked at again for each activity that passes from one window to the other. */
  @Test
  void aTrendWaitsForTheActivityThatTurnsIt() {
    for (int i = 1; i <= 10; i++) {
      timeline.add("b", NOW - 100 + i, 0);
    }
    Rule trend = new Rule.Trend(new Selection.Of(Kinds.of("b")), 200, -30, false);
    // The sixth to go leaves four against six: the first at which it is at most 70%.
    assertThat(trend.holds(view, NOW)).isFalse();
    assertThat(next(trend)).isEqualTo(106);
  }

  /** What is announced may hide that the smallest of those before leaves the window meanwhile. */
  @Test
  void aMinimumIsNotLookedForBeyondTheNextActivity() {
    timeline.add("b", NOW - 20, 11);
    timeline.add("b", NOW, 25);
    timeline.add("b", NOW + 50, 3);
    Measure minimum =
        new Measure.Amount(
            Measure.Statistic.MINIMUM, new Selection.Of(Kinds.of("b")), null, Window.within(60));
    // 25 alone from when 11 is 60 old, until 3 comes.
    assertThat(next(new Rule.Compare(minimum, new Range(17, 29)))).isEqualTo(40);
  }
}
