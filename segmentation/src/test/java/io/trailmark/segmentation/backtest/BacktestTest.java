package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.timeline.Properties;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BacktestTest {
  private static final Playbook STANDARD = Playbook.parse(Playbook.shipped("standard"));
  private static final LocalDate DAY = LocalDate.of(2011, 3, 1);
  private static final long NOON = Instant.parse("2011-03-01T12:00:00Z").toEpochMilli();

  private static History customers(int count) {
    Stretch.Builder builder = Stretch.builder();
    for (int c = 0; c < count; c++) {
      builder.add("c%06d".formatted(c), "order_placed", NOON, 100, Properties.NONE);
    }
    return History.of(List.of(builder.build()));
  }

  private static Findings run(History history, Backtest.Watcher watcher, Backtest.Each each) {
    return Backtest.run(
        new Backtest.Question(STANDARD, STANDARD, DAY, DAY.plusDays(1), NOON),
        history,
        (asOf, histories, spendings) -> new Fitted(asOf, null, null),
        watcher,
        each);
  }

  /** Also within a shard: somebody may have asked for all of a large one. */
  @Test
  void endsMidwayWhenNobodyWantsToKnow() {
    AtomicInteger shards = new AtomicInteger();
    Backtest.Watcher watcher =
        fraction -> {
          if (fraction > 0.5) {
            throw new CancellationException();
          }
        };
    assertThatThrownBy(
            () -> run(customers(20_000), watcher, (shard, found) -> shards.incrementAndGet()))
        .isInstanceOf(CancellationException.class);
    assertThat(shards).hasValue(0);
  }

  @Test
  void findsNothingWhereNothingWasRecorded() {
    Findings found = run(History.of(List.of()), fraction -> {}, (shard, intervals) -> {});
    assertThat(found.days().size(0, 1)).isZero();
    assertThat(found.segments()).allMatch(s -> s.dwell().half() == null);
    assertThat(found.movements()).isEmpty();
  }

  @Test
  void refusesAPeriodThatEndsBeforeItBegins() {
    assertThatThrownBy(() -> new Backtest.Question(STANDARD, null, DAY, DAY.minusDays(1), NOON))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
