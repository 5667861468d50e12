package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.timeline.Column;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whether who is in, or has a trait, orders within some days: see {@link Predictive}. */
final class Foretold {
  private static final int[] DAYS = {30, 60, 90};
  private static final long DAY = 86_400_000;

  /** So many values of traits are told of. */
  private static final int TOLD = 100;

  /** So many are looked at: an identifier that somebody declared a trait is not. */
  private static final int LOOKED_AT = 1_000;

  private final Midnights midnights;
  private final long knownUntil;
  private final int days;
  private final Predictive.Sums[] all = sums();
  private final Predictive.Sums[][] segments;
  private final Map<Trait, Predictive.Sums[]> traits = new HashMap<>();
  private int tooMany;

  private final DayBits in;
  private final double[] positives = new double[DAYS.length];
  private final double[] negatives = new double[DAYS.length];
  private final DayBits[] knowns;
  private final DayBits[] ordereds;

  /** A value of a trait. */
  private record Trait(String trait, String value) {}

  Foretold(int segments, Midnights midnights, long knownUntil) {
    this.midnights = midnights;
    this.knownUntil = knownUntil;
    this.days = midnights.count() - 1;
    this.segments =
        IntStream.range(0, segments).mapToObj(s -> sums()).toArray(Predictive.Sums[][]::new);
    this.in = new DayBits(days);
    this.knowns = bits();
    this.ordereds = bits();
  }

  private DayBits[] bits() {
    return IntStream.range(0, DAYS.length).mapToObj(h -> new DayBits(days)).toArray(DayBits[]::new);
  }

  private static Predictive.Sums[] sums() {
    return IntStream.range(0, DAYS.length)
        .mapToObj(h -> new Predictive.Sums())
        .toArray(Predictive.Sums[]::new);
  }

  /** Number of the first day that ends at an instant or after it. */
  private int endAt(long instant) {
    return Math.max(0, midnights.upTo(instant) - 1);
  }

  void add(Trail trail, Events placed, Stays stays, boolean hasTraits) {
    for (int h = 0; h < DAYS.length; h++) {
      long ahead = DAYS[h] * DAY;
      knowns[h].clear();
      knowns[h].set(endAt(trail.born()), endAt(knownUntil - ahead + 1));
      ordereds[h].clear();
      for (int i = placed.upTo(midnights.at(0)); i < placed.size(); i++) {
        ordereds[h].set(endAt(placed.at(i) - ahead), endAt(placed.at(i)));
      }
      ordereds[h].retain(knowns[h]);
      positives[h] = ordereds[h].count();
      negatives[h] = knowns[h].count() - positives[h];
      all[h].add(0, 0, positives[h], negatives[h]);
    }
    for (int s = 0; s < segments.length; s++) {
      if (stays.count(s) > 0) {
        in.clear();
        for (int i = 0; i < stays.count(s); i++) {
          in.set(endAt(stays.from(s, i)), endAt(stays.to(s, i)));
        }
        count(segments[s]);
      }
    }
    if (hasTraits) {
      addTraits(trail.timeline().column(View.TRAIT));
    }
  }

  private void count(Predictive.Sums[] sums) {
    for (int h = 0; h < DAYS.length; h++) {
      int hits = in.common(ordereds[h]);
      int members = in.common(knowns[h]);
      if (members > 0) {
        sums[h].add(hits, members - hits, positives[h], negatives[h]);
      }
    }
  }

  private void addTraits(@Nullable Column changes) {
    Map<Trait, DayBits> held = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; changes != null && i < changes.size(); i++) {
      String trait = changes.properties(i).get(View.TRAIT_NAME);
      if (trait != null) {
        Integer before = last.put(trait, i);
        // Of several at one instant the last in order of the words stands.
        if (before != null && changes.at(before) == changes.at(i)) {
          last.put(trait, later(changes, before, i));
        } else if (before != null) {
          hold(held, changes, before, changes.at(i));
        }
      }
    }
    last.values().forEach(i -> hold(held, changes, i, Long.MAX_VALUE));
    held.forEach(
        (trait, bits) -> {
          in.clear();
          in.add(bits);
          Predictive.Sums[] sums = traits.get(trait);
          if (sums == null && traits.size() < LOOKED_AT) {
            sums = sums();
            traits.put(trait, sums);
          }
          if (sums == null) {
            tooMany++;
          } else {
            count(sums);
          }
        });
  }

  private static int later(Column changes, int a, int b) {
    String first = String.valueOf(changes.properties(a).get(View.TRAIT_VALUE));
    String second = String.valueOf(changes.properties(b).get(View.TRAIT_VALUE));
    return first.compareTo(second) > 0 ? a : b;
  }

  private void hold(Map<Trait, DayBits> held, @Nullable Column changes, int i, long until) {
    String value = changes == null ? null : changes.properties(i).get(View.TRAIT_VALUE);
    String trait = changes == null ? null : changes.properties(i).get(View.TRAIT_NAME);
    if (changes != null && trait != null && value != null && !value.isEmpty()) {
      held.computeIfAbsent(new Trait(trait, value), t -> new DayBits(days))
          .set(endAt(changes.at(i)), endAt(until));
    }
  }

  void add(Foretold other) {
    for (int h = 0; h < DAYS.length; h++) {
      all[h].add(other.all[h]);
      for (int s = 0; s < segments.length; s++) {
        segments[s][h].add(other.segments[s][h]);
      }
    }
    tooMany += other.tooMany;
    other.traits.forEach(
        (trait, more) -> {
          Predictive.Sums[] sums = traits.computeIfAbsent(trait, t -> sums());
          for (int h = 0; h < DAYS.length; h++) {
            sums[h].add(more[h]);
          }
        });
  }

  List<Predictive> segment(int segment) {
    return told(segments[segment]);
  }

  private List<Predictive> told(Predictive.Sums[] sums) {
    return IntStream.range(0, DAYS.length)
        .mapToObj(
            h -> {
              sums[h].addOthers(all[h]);
              return sums[h].told(DAYS[h]);
            })
        .toList();
  }

  /** Those that were there on most days, by trait and value. */
  List<Findings.Trait> traits() {
    return traits.entrySet().stream()
        .sorted(Comparator.comparingDouble(e -> -e.getValue()[0].memberDays()))
        .limit(TOLD)
        .sorted(
            Comparator.comparing((Map.Entry<Trait, Predictive.Sums[]> e) -> e.getKey().trait())
                .thenComparing(e -> e.getKey().value()))
        .map(e -> new Findings.Trait(e.getKey().trait(), e.getKey().value(), told(e.getValue())))
        .toList();
  }

  int traitsLeftOut() {
    return tooMany + Math.max(0, traits.size() - TOLD);
  }
}
