package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Window;
import io.trailmark.segmentation.timeline.Properties;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Cuts that go up and down at random, for long out of reach. */
class ToppedTest {
  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final long DAY = 86_400_000;
  private static final long START = Instant.parse("2011-01-01T12:00:00Z").toEpochMilli();
  private static final int DAYS = 130;

  private static final Measure COUNT =
      new Measure.Count(new Selection.Of(Kinds.of("order_placed")), Window.ALL);
  private static final TopCut TEN = new TopCut(COUNT, BigDecimal.TEN);
  private static final TopCut TWENTY = new TopCut(COUNT, BigDecimal.valueOf(20));

  @Test
  void comparesWithEveryCut() {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    for (int round = 0; round < 2_000; round++) {
      Random random = new Random(seed + round);
      Stretch.Builder stretch = Stretch.builder();
      TreeMap<Long, Integer> orders = new TreeMap<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        long at = START + random.nextLong(DAYS * DAY);
        stretch.add("a", "order_placed", at, 0, Properties.NONE);
        orders.put(at, 0);
      }
      Surveyed surveyed = Surveyed.between(START, START + DAYS * DAY, UTC);
      Sources sources = new Sources();
      Rule.Top top = random.nextBoolean() ? new Rule.Top(TEN) : new Rule.Top(TEN, TWENTY);
      sources.whole(COUNT.kinds(), Set.of());
      Swept swept = Swept.of(top, sources, surveyed, UTC);
      int rare = 1 + random.nextInt(60);
      for (int i = 0; i < surveyed.size(); i++) {
        int cut = random.nextInt(rare) == 0 ? 1 + random.nextInt(4) : 9;
        surveyed.cuts(TEN).found(i, cut);
        surveyed.cuts(TWENTY).found(i, Math.max(1, cut - random.nextInt(3)));
      }
      surveyed.cuts(TEN).complete();
      surveyed.cuts(TWENTY).complete();
      Trail trail = sources.trail(History.of(List.of(stretch.build())));
      trail.of(0);
      Toggles found = new Toggles();
      long from = Math.max(trail.born(), START + (random.nextInt(2 * DAYS) - DAYS) * DAY);
      swept.sweep(trail, found, null, from, START + DAYS * DAY);

      for (int i = 0; i < surveyed.size(); i++) {
        orders.merge(surveyed.midnight(i), 0, Integer::sum);
      }
      boolean in = false;
      for (long at : orders.keySet()) {
        long value = COUNT.valueAt(new View(trail.timeline(), surveyed, UTC), at);
        int survey = surveyed.after(at) - 1;
        long cut = survey < 0 ? Long.MAX_VALUE : surveyed.cuts(TEN).at(survey);
        long keep = survey < 0 ? Long.MAX_VALUE : surveyed.cuts(TWENTY).at(survey);
        boolean now = value >= cut || top.keep() != null && in && value >= keep;
        if (at >= from) {
          assertThat(found.holds(at)).as("seed %d round %d at %d", seed, round, at).isEqualTo(now);
        }
        if (at > from) {
          boolean before = found.holds(at - 1);
          assertThat(before).as("seed %d round %d before %d", seed, round, at).isEqualTo(in);
        }
        in = now;
      }
    }
  }
}
