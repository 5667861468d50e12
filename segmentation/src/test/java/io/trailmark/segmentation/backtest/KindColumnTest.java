package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.timeline.Properties;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
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
      KindColumn column = KindColumn.sorted(new int[] {n}, at, value, Map.of());
      Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
      Arrays.sort(
          order, Comparator.<Integer>comparingLong(i -> at[i]).thenComparingLong(i -> value[i]));
      for (int i = 0; i < n; i++) {
        assertThat(column.at(i)).as("seed %d round %d", seed, round).isEqualTo(at[order[i]]);
        assertThat(column.value(i)).as("seed %d round %d", seed, round).isEqualTo(value[order[i]]);
      }
    }
  }

  @Test
  void keepsEachCustomersActivitiesInOrderWithWhatTheyCarry() {
    Properties shoes = Properties.of(Map.of("category", "shoes", "channel", "web"));
    Stretch stretch =
        Stretch.builder()
            .add("b", "order_placed", 20, 5, shoes)
            .add("a", "order_placed", 30, 7, Properties.NONE)
            .add("b", "order_placed", 10, 9, Properties.NONE)
            .add("c", "logged_in", 40, 0, Properties.NONE)
            .build();
    History history = History.of(List.of(Stretch.of(stretch.columns())));
    assertThat(history.customers()).isEqualTo(3);
    assertThat(history.key(1)).isEqualTo("b");
    assertThat(history.kinds()).containsExactly("logged_in", "order_placed");
    KindColumn column = history.column(1);
    assertThat(column.end(0)).isEqualTo(1);
    assertThat(column.start(1)).isEqualTo(1);
    assertThat(column.start(2)).isEqualTo(column.end(2)).isEqualTo(3);
    assertThat(column.at(1)).isEqualTo(10);
    assertThat(column.at(2)).isEqualTo(20);
    Bags bags = new Bags(List.copyOf(column.carried().values()));
    assertThat(bags.of(1)).isSameAs(Properties.NONE);
    assertThat(bags.of(2)).isEqualTo(shoes);
    assertThat(history.born(2)).isEqualTo(40);
    assertThat(history.first()).isEqualTo(10);
  }
}
