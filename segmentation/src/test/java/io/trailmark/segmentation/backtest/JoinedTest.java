package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.timeline.Properties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whoever was joined to another is in no history, in whatever stretches of the log it stands. */
class JoinedTest {
  private static final List<String> KINDS = List.of("order_placed", "logged_in", "product_viewed");

  private record Did(String key, String kind, long at) {}

  @Test
  void leavesOutWhoWasJoined() {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Stretch> stretches = new ArrayList<>();
      Set<String> joined = new HashSet<>();
      List<Did> all = new ArrayList<>();
      int customers = 1 + random.nextInt(12);
      for (int s = 1 + random.nextInt(4); s > 0; s--) {
        Stretch.Builder builder = Stretch.builder();
        for (int i = random.nextInt(20); i > 0; i--) {
          String key = "c" + random.nextInt(customers);
          if (random.nextInt(8) == 0) {
            builder.joined(key, 1_000);
            joined.add(key);
          } else {
            Did did = new Did(key, KINDS.get(random.nextInt(3)), random.nextInt(1_000));
            builder.add(key, did.kind(), did.at(), 1, Properties.NONE);
            all.add(did);
          }
        }
        stretches.add(stored(builder.build()));
      }
      if (stretches.size() > 2 && random.nextBoolean()) {
        stretches.add(Stretch.merge(List.of(stretches.removeFirst(), stretches.removeFirst())));
      }
      all.removeIf(did -> joined.contains(did.key()));
      same(History.of(stretches), all, "seed " + seed + " round " + round);
    }
  }

  private static Stretch stored(Stretch stretch) {
    return Stretch.of(stretch.columns());
  }

  private static void same(History history, List<Did> expected, String as) {
    Map<String, List<String>> told = new TreeMap<>();
    for (int c = 0; c < history.customers(); c++) {
      List<String> of = new ArrayList<>();
      for (int i = 0; i < history.kinds().size(); i++) {
        for (int j = history.start(i, c); j < history.end(i, c); j++) {
          of.add(history.kinds().get(i) + " " + history.column(i).at(j));
        }
      }
      told.put(history.key(c), of.stream().sorted().toList());
    }
    Map<String, List<String>> wanted = new TreeMap<>();
    expected.forEach(
        did ->
            wanted
                .computeIfAbsent(did.key(), k -> new ArrayList<>())
                .add(did.kind() + " " + did.at()));
    wanted.values().forEach(of -> of.sort(null));
    assertThat(told).as(as).isEqualTo(wanted);
    assertThat(history.activities()).as(as).isEqualTo(expected.size());
    assertThat(history.first())
        .as(as)
        .isEqualTo(expected.stream().mapToLong(Did::at).min().orElse(Long.MAX_VALUE));
    assertThat(history.kinds()).as(as).doesNotContain(Stretch.JOINED);
  }
}
