package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.timeline.Properties;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Everything that is found follows from the intervals and the activities: here it is computed from
 * them once more, one thing after the other, without regard to cost.
 */
class FindingsTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final List<String> IDS = List.of("often", "recent", "engaged");
  private static final List<String> ACTIVE = List.of("recent", "buyers");

  private static final Playbook CANDIDATE =
      Playbook.parse(
          """
          playbook: candidate
          zone: Europe/London
          currency: GBP
          segments:
            - { id: often, when: { count: order_placed, within: 40d, at-least: 2 } }
            - { id: recent, when: { since-last: order_placed, less-than: 20d } }
            - { id: engaged, when: { count: message_opened, within: 15d, at-least: 1 } }
          sequences:
            welcome:
              for: recent
              goal: order_placed
              re-enter: { after: 30d }
              steps:
                - { send: first }
                - { wait: 5d }
                - { send: second }
                - { wait: 10d }
                - { send: third }
            thanks:
              on: order_placed
              re-enter: always
              steps:
                - { wait: 1d }
                - { send: thanks }
                - { wait: 3d }
                - { send: how-was-it }
          """);

  private static final Playbook OTHER =
      Playbook.parse(
          """
          playbook: other
          zone: Europe/London
          currency: GBP
          segments:
            - { id: recent, when: { since-last: order_placed, less-than: 30d } }
            - { id: buyers, when: { count: order_placed, at-least: 1 } }
          """);

  private record Activity(
      String key, String kind, long at, long value, Map<String, String> carried) {}

  private record Interval(String key, int segment, long from, long to) {
    boolean has(long at) {
      return from <= at && at < to;
    }
  }

  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());

  @Test
  void agreesWithTheLongWayRound() {
    System.out.println("FindingsTest seed " + seed);
    for (int round = 0; round < 60; round++) {
      new Round(seed + round).check();
    }
  }

  private static final class Round {
    private final Random random;
    private final String where;
    private final List<Activity> activities = new ArrayList<>();
    private final LocalDate first;
    private final LocalDate last;
    private final long start;
    private final long end;
    private final long knownUntil;
    private final List<Interval> intervals = new ArrayList<>();
    private final List<Interval> others = new ArrayList<>();
    private final TreeSet<String> keys = new TreeSet<>();

    Round(long seed) {
      random = new Random(seed);
      where = "trailmark.seed " + seed;
      first = LocalDate.of(2011, 3, 1).plusDays(random.nextInt(60));
      last = first.plusDays(random.nextInt(120));
      start = midnight(first);
      end = midnight(last.plusDays(1));
      knownUntil = end + random.nextInt(80) * DAY - random.nextInt(2);
      long base = midnight(LocalDate.of(2011, 1, 10));
      int customers = 1 + random.nextInt(60);
      for (int c = 0; c < customers; c++) {
        String key = "%c%03d".formatted("abcdefghijklmnopqrstuvwxyz234567".charAt(c % 32), c);
        for (int i = random.nextInt(14); i > 0; i--) {
          String kind =
              List.of("order_placed", "order_refunded", "message_opened", "trait_changed")
                  .get(random.nextInt(4));
          long at =
              base + random.nextLong(220) * DAY + random.nextInt(3) * 8 * HOUR - random.nextInt(2);
          if (at <= knownUntil) {
            activities.add(
                new Activity(
                    key,
                    kind,
                    at,
                    kind.startsWith("order") ? 1 + random.nextInt(900) : 0,
                    kind.equals("trait_changed")
                        ? Map.of("trait", "plan", "value", List.of("gold", "tin", "").get(i % 3))
                        : Map.of()));
            keys.add(key);
          }
        }
      }
    }

    private static long midnight(LocalDate day) {
      return day.atStartOfDay(LONDON).toInstant().toEpochMilli();
    }

    void check() {
      Stretch.Builder builder = Stretch.builder();
      Collections.shuffle(activities, random);
      activities.forEach(a -> builder.add(a.key, a.kind, a.at, a.value, Properties.of(a.carried)));
      List<History> shards =
          builder.build().split(1 << random.nextInt(4)).stream()
              .map(part -> History.of(List.of(part)))
              .toList();
      Findings found = run(CANDIDATE, OTHER, shards, intervals);
      run(OTHER, null, shards, others);
      for (int s = 0; s < IDS.size(); s++) {
        dwell(s, found.segments().get(s).dwell());
        performance(s, found.segments().get(s).performance());
        predictive(memberDays(s), found.segments().get(s).predictive());
      }
      for (Findings.Trait trait : found.traits()) {
        predictive(traitDays(trait.value()), trait.predictive());
      }
      overlap(found);
      movements(found.movements());
      sequences(found);
    }

    private Findings run(
        Playbook playbook, Playbook active, List<History> shards, List<Interval> into) {
      return Backtest.run(
          new Backtest.Question(playbook, active, first, last, knownUntil),
          new Archive() {
            @Override
            public int shards() {
              return shards.size();
            }

            @Override
            public History shard(int number, Predicate<String> properties) {
              return shards.get(number);
            }

            @Override
            public long activities() {
              return activities.size();
            }

            @Override
            public long first() {
              return activities.stream().mapToLong(Activity::at).min().orElse(Long.MAX_VALUE);
            }
          },
          (asOf, histories, spendings) -> new Fitted(asOf, null, null),
          fraction -> {},
          (shard, found) -> {
            for (int s = 0; s < found.size(); s++) {
              int segment = s;
              found
                  .get(s)
                  .forEach(
                      (c, from, to) -> into.add(new Interval(shard.key(c), segment, from, to)));
            }
          });
    }

    private List<Interval> of(int segment) {
      return intervals.stream().filter(i -> i.segment == segment).toList();
    }

    private boolean isIn(List<Interval> all, int segment, String key, long at) {
      return all.stream().anyMatch(i -> i.segment == segment && i.key.equals(key) && i.has(at));
    }

    private List<Activity> of(String key, String kind) {
      return activities.stream()
          .filter(a -> a.key.equals(key) && a.kind.equals(kind))
          .sorted(java.util.Comparator.comparingLong(Activity::at))
          .toList();
    }

    /** Of each hour: of those that had lasted so long and were looked at then, how many ended. */
    private void dwell(int segment, Findings.Dwell dwell) {
      List<Interval> stays = of(segment);
      assertThat(dwell.open()).isEqualTo(stays.stream().filter(i -> i.to >= end).count());
      assertThat(dwell.completed()).isEqualTo(stays.stream().filter(i -> i.to < end).count());
      double lasting = 1;
      Long half = null;
      for (long hour = 0; hour < 400 * 24 && half == null; hour++) {
        long now = hour;
        long among =
            stays.stream()
                .filter(i -> Math.max(0, start - i.from) / HOUR <= now)
                .filter(i -> (Math.min(i.to, end) - i.from) / HOUR >= now)
                .count();
        long ended =
            stays.stream().filter(i -> i.to < end && (i.to - i.from) / HOUR == now).count();
        lasting *= ended == 0 ? 1 : 1 - (double) ended / among;
        half = ended > 0 && lasting <= 0.5 + 1e-9 ? (Long) hour : null;
      }
      assertThat(dwell.half()).as(where).isEqualTo(half);
    }

    private void performance(int segment, Findings.Performance performance) {
      long orders = 0;
      long revenue = 0;
      TreeSet<String> members = new TreeSet<>();
      TreeSet<String> ordered = new TreeSet<>();
      of(segment).forEach(i -> members.add(i.key));
      for (Activity a : activities) {
        if (a.at >= start && a.at < end && isIn(intervals, segment, a.key, a.at - 1)) {
          if (a.kind.equals("order_placed")) {
            orders++;
            revenue += a.value;
            ordered.add(a.key);
          } else if (a.kind.equals("order_refunded")) {
            revenue -= a.value;
          }
        }
      }
      assertThat(performance)
          .as(where)
          .isEqualTo(new Findings.Performance(members.size(), ordered.size(), orders, revenue));
    }

    private interface Holds {
      boolean at(String key, long instant);
    }

    private Holds memberDays(int segment) {
      return (key, at) -> isIn(intervals, segment, key, at);
    }

    private Holds traitDays(String value) {
      return (key, at) -> {
        List<Activity> changes = of(key, "trait_changed").stream().filter(a -> a.at <= at).toList();
        long latest = changes.stream().mapToLong(Activity::at).max().orElse(0);
        return changes.stream()
            .filter(a -> a.at == latest)
            .map(a -> a.carried.get("value"))
            .max(String::compareTo)
            .filter(value::equals)
            .isPresent();
      };
    }

    /** Each day's end by itself; errors by leaving out what each customer adds. */
    private void predictive(Holds holds, List<Predictive> told) {
      for (Predictive predictive : told) {
        long ahead = predictive.days() * DAY;
        Map<String, double[]> byCustomer = new TreeMap<>();
        for (String key : keys) {
          double[] x = new double[4];
          long born =
              activities.stream()
                  .filter(a -> a.key.equals(key))
                  .mapToLong(Activity::at)
                  .min()
                  .orElseThrow();
          for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            long at = midnight(day.plusDays(1)) - 1;
            if (at < born || at + ahead > knownUntil) {
              continue;
            }
            boolean orders =
                of(key, "order_placed").stream().anyMatch(a -> a.at > at && a.at <= at + ahead);
            boolean in = holds.at(key, at);
            x[0] += in && orders ? 1 : 0;
            x[1] += in && !orders ? 1 : 0;
            x[2] += orders ? 1 : 0;
            x[3] += orders ? 0 : 1;
          }
          byCustomer.put(key, x);
        }
        double[] sum = new double[4];
        byCustomer.values().forEach(x -> IntStream.range(0, 4).forEach(i -> sum[i] += x[i]));
        double members = sum[0] + sum[1];
        assertThat(predictive.memberDays()).as(where).isEqualTo((long) members);
        assertThat(predictive.otherDays()).isEqualTo((long) (sum[2] + sum[3] - members));
        check(predictive.share(), members == 0 ? null : (Double) (sum[0] / members));
        check(
            predictive.lift(),
            members == 0 || sum[2] == 0
                ? null
                : (Double) (sum[0] / members / (sum[2] / (sum[2] + sum[3]))));
        boolean tells = sum[2] > 0 && sum[3] > 0;
        check(
            predictive.auc(),
            tells ? (Double) ((1 + sum[0] / sum[2] - sum[1] / sum[3]) / 2) : null);
        if (tells) {
          double variance = 0;
          for (double[] x : byCustomer.values()) {
            double u =
                0.5
                    * ((x[0] - sum[0] / sum[2] * x[2]) / sum[2]
                        - (x[1] - sum[1] / sum[3] * x[3]) / sum[3]);
            variance += u * u;
          }
          Predictive.Estimate auc = Objects.requireNonNull(predictive.auc());
          assertThat(auc.high())
              .as(where)
              .isCloseTo(Math.min(1, auc.value() + 1.95996 * Math.sqrt(variance)), within(1e-4));
        }
        if (members > 0) {
          double variance = 0;
          for (double[] x : byCustomer.values()) {
            double u = (x[0] - sum[0] / members * (x[0] + x[1])) / members;
            variance += u * u;
          }
          Predictive.Estimate share = Objects.requireNonNull(predictive.share());
          assertThat(share.low())
              .as(where)
              .isCloseTo(Math.max(0, share.value() - 1.95996 * Math.sqrt(variance)), within(1e-4));
        }
      }
    }

    private void check(Predictive.Estimate found, Double expected) {
      if (expected == null) {
        assertThat(found).as(where).isNull();
      } else {
        assertThat(found).as(where).isNotNull();
        assertThat(found.value()).as(where).isCloseTo(expected, within(1e-9));
        assertThat(found.value()).isBetween(found.low(), found.high());
      }
    }

    private void overlap(Findings found) {
      Findings.Comparison comparison = Objects.requireNonNull(found.comparison());
      long now = end - 1;
      for (int s = 0; s < IDS.size(); s++) {
        for (int o = 0; o < IDS.size(); o++) {
          int a = s;
          int b = o;
          assertThat(found.overlap().get(s).get(o))
              .as(where)
              .isEqualTo(
                  (int)
                      keys.stream()
                          .filter(k -> isIn(intervals, a, k, now) && isIn(intervals, b, k, now))
                          .count());
        }
        for (int o = 0; o < ACTIVE.size(); o++) {
          int a = s;
          int b = o;
          assertThat(comparison.overlap().get(s).get(o))
              .as(where)
              .isEqualTo(
                  (int)
                      keys.stream()
                          .filter(k -> isIn(intervals, a, k, now) && isIn(others, b, k, now))
                          .count());
        }
      }
      TreeSet<String> differing = new TreeSet<>();
      for (Findings.Difference d : comparison.differences()) {
        int mine = IDS.indexOf(d.segment());
        int theirs = ACTIVE.indexOf(d.segment());
        List<String> gained =
            keys.stream()
                .filter(k -> isIn(intervals, mine, k, now) && !isIn(others, theirs, k, now))
                .toList();
        List<String> lost =
            keys.stream()
                .filter(k -> !isIn(intervals, mine, k, now) && isIn(others, theirs, k, now))
                .toList();
        assertThat(d.gained()).as(where).isEqualTo(gained.size());
        assertThat(d.lost()).as(where).isEqualTo(lost.size());
        // By slot, digits come before letters, as in keys.
        assertThat(d.gainedExamples()).isEqualTo(gained.stream().limit(20).toList());
        assertThat(d.lostExamples()).isEqualTo(lost.stream().limit(20).toList());
        differing.addAll(gained);
        differing.addAll(lost);
      }
      assertThat(comparison.differences()).hasSize(4);
      assertThat(comparison.differing()).as(where).isEqualTo(differing.size());
    }

    private String primary(String key, long at) {
      return IntStream.range(0, IDS.size())
          .filter(s -> isIn(intervals, s, key, at))
          .mapToObj(IDS::get)
          .findFirst()
          .orElse("");
    }

    private void movements(List<Findings.Movement> movements) {
      Map<String, Long> expected = new TreeMap<>();
      for (String key : keys) {
        TreeSet<Long> instants = new TreeSet<>();
        intervals.stream()
            .filter(i -> i.key.equals(key))
            .forEach(i -> instants.addAll(List.of(i.from, i.to)));
        for (long at : instants) {
          if (at >= start && at < end && !primary(key, at - 1).equals(primary(key, at))) {
            LocalDate day = Instant.ofEpochMilli(at).atZone(LONDON).toLocalDate();
            expected.merge(
                day + " " + primary(key, at - 1) + " " + primary(key, at), 1L, Long::sum);
          }
        }
      }
      Map<String, Long> found = new HashMap<>();
      movements.forEach(
          m ->
              found.put(
                  m.day()
                      + " "
                      + Objects.requireNonNullElse(m.from(), "")
                      + " "
                      + Objects.requireNonNullElse(m.to(), ""),
                  m.customers()));
      assertThat(found).as(where).isEqualTo(expected);
    }

    /** Written from what the sequences say, message by message. */
    private void sequences(Findings found) {
      long[] first = new long[3];
      long[] thanks = new long[2];
      long[] ends = new long[4];
      int most = 0;
      for (String key : keys) {
        int messages = 0;
        long lastStart = Long.MIN_VALUE;
        for (Interval stay : of(1).stream().filter(i -> i.key.equals(key)).toList()) {
          if (stay.from < start
              || lastStart != Long.MIN_VALUE && stay.from - lastStart < 30 * DAY) {
            continue;
          }
          lastStart = stay.from;
          long goal =
              of(key, "order_placed").stream()
                  .mapToLong(Activity::at)
                  .filter(at -> at > stay.from)
                  .min()
                  .orElse(Long.MAX_VALUE);
          long stop = Math.min(goal, stay.to);
          long[] due = {stay.from, stay.from + 5 * DAY, stay.from + 15 * DAY};
          int sent = 0;
          while (sent < 3 && due[sent] < stop && due[sent] < end) {
            first[sent++]++;
            messages++;
          }
          ends[sent == 3 ? 2 : stop >= end ? 3 : goal <= stay.to ? 0 : 1]++;
        }
        long busyUntil = start;
        for (Activity order : of(key, "order_placed")) {
          if (order.at >= busyUntil && order.at < end) {
            busyUntil = order.at + 4 * DAY;
            for (int i = 0; i < 2; i++) {
              if (order.at + (i == 0 ? 1 : 4) * DAY < end) {
                thanks[i]++;
                messages++;
              }
            }
          }
        }
        most = Math.max(most, messages);
      }
      Findings.Sequence welcome = found.sequences().getFirst();
      assertThat(welcome.sends().stream().mapToLong(Findings.Sends::sent).toArray())
          .as(where)
          .isEqualTo(first);
      assertThat(new long[] {welcome.goal(), welcome.left(), welcome.completed(), welcome.active()})
          .as(where)
          .isEqualTo(ends);
      assertThat(welcome.starts()).isEqualTo(ends[0] + ends[1] + ends[2] + ends[3]);
      assertThat(
              found.sequences().getLast().sends().stream()
                  .mapToLong(Findings.Sends::sent)
                  .toArray())
          .as(where)
          .isEqualTo(thanks);
      assertThat(found.mostMessages()).as(where).isEqualTo(most);
    }
  }
}
