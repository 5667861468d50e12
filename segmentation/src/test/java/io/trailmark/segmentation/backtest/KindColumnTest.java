package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.timeline.Properties;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KindColumnTest {
  private static final long LAST = Instant.parse("2126-01-01T00:00:00Z").toEpochMilli();

  /** What is accepted may lie as far apart as 1970 and now, to the millisecond. */
  @Test
  void keepsInstantsAndValuesAsTheyAre() {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      int n = 2 + random.nextInt(50);
      long most = random.nextBoolean() ? 1_000 : 1L << 45;
      long[] at = new long[n];
      long[] value = new long[n];
      for (int i = 0; i < n; i++) {
        at[i] = random.nextLong(LAST);
        value[i] = random.nextLong(most);
      }
      at[0] = 0;
      at[1] = LAST;
      KindColumn column = new KindColumn(new int[] {n}, at, value, null, new Properties[0]);
      for (int i = 0; i < n; i++) {
        assertThat(column.at(i)).as("seed %d round %d", seed, round).isEqualTo(at[i]);
        assertThat(column.value(i)).as("seed %d round %d", seed, round).isEqualTo(value[i]);
        assertThat(column.properties(i)).isSameAs(Properties.NONE);
      }
    }
  }

  @Test
  void keepsEachCustomersActivitiesInOrderWithWhatTheyCarry() {
    Properties shoes = Properties.of(Map.of("category", "shoes"));
    History history =
        History.builder()
            .add(1, "order_placed", 20, 5, shoes)
            .add(0, "order_placed", 30, 7, Properties.NONE)
            .add(1, "order_placed", 10, 9, Properties.NONE)
            .customers(3)
            .build();
    KindColumn column = history.column(0);
    assertThat(history.customers()).isEqualTo(3);
    assertThat(column.end(0)).isEqualTo(1);
    assertThat(column.start(1)).isEqualTo(1);
    assertThat(column.start(2)).isEqualTo(column.end(2)).isEqualTo(3);
    assertThat(column.at(1)).isEqualTo(10);
    assertThat(column.properties(1)).isSameAs(Properties.NONE);
    assertThat(column.at(2)).isEqualTo(20);
    assertThat(column.properties(2)).isEqualTo(shoes);
    assertThat(history.born(2)).isEqualTo(Long.MAX_VALUE);
    assertThat(history.first()).isEqualTo(10);
  }
}
