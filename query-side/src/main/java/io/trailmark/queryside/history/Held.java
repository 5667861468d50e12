package io.trailmark.queryside.history;

import io.trailmark.eventstore.ActivityLog;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A history in memory as of a position, shard by shard. Immutable. */
final class Held {
  private static final int SLICE = 250_000;

  private final StretchStore store;
  private final long position;

  /** Columns of properties that are known of everybody. */
  private final Set<String> properties;

  /** Columns of properties that there are as well. */
  private final Set<String> others;

  private final List<Shard> shards;
  private final long bytes;

  private record Shard(List<Stretch> stretches, History history) {
    static Shard of(List<Stretch> stretches) {
      return new Shard(stretches, History.of(stretches));
    }

    /**
     * Larger ones come first: those that are not much larger than what comes are merged with it.
     */
    Shard and(Stretch next) {
      if (next.activities() == 0) {
        return this;
      }
      List<Stretch> all = new ArrayList<>(stretches);
      Stretch last = next;
      while (!all.isEmpty() && all.getLast().activities() <= 2 * last.activities()) {
        last = Stretch.merge(List.of(all.removeLast(), last));
      }
      all.add(last);
      return of(all);
    }
  }

  private Held(
      StretchStore store,
      long position,
      Set<String> properties,
      Set<String> others,
      List<Shard> shards,
      long bytes) {
    this.store = store;
    this.position = position;
    this.properties = properties;
    this.others = others;
    this.shards = shards;
    this.bytes = bytes;
  }

  /** What is stored, in as many shards as planned. */
  static Held load(StretchStore store, Plan plan, Set<String> properties) {
    int shards = plan.shards();
    List<List<Stretch>> parts = new ArrayList<>();
    IntStream.range(0, shards).forEach(i -> parts.add(new ArrayList<>()));
    Set<String> others = new TreeSet<>();
    for (Stored stored : plan.stretches()) {
      others.addAll(stored.properties());
      IntStream.range(0, stored.parts())
          .parallel()
          .mapToObj(part -> store.columns().read(stored, part, properties::contains))
          .map(stretch -> stored.parts() < shards ? stretch.split(shards) : List.of(stretch))
          .toList()
          .forEach(new Distributing(parts, stored.parts())::next);
    }
    others.removeAll(properties);
    List<Shard> loaded =
        parts.parallelStream()
            .map(some -> Shard.of(some.isEmpty() ? List.of() : List.of(Stretch.merge(some))))
            .toList();
    return new Held(
        store,
        plan.end(),
        Set.copyOf(properties),
        others,
        loaded,
        plan.bytes(properties::contains));
  }

  /** Puts stored parts, one after the other, into the shards that they belong to. */
  private static final class Distributing {
    private final List<List<Stretch>> shards;
    private final int parts;
    private int part;

    Distributing(List<List<Stretch>> shards, int parts) {
      this.shards = shards;
      this.parts = parts;
    }

    void next(List<Stretch> split) {
      if (split.size() == 1) {
        shards.get((int) ((long) part * shards.size() / parts)).add(split.getFirst());
      } else {
        for (int i = 0; i < split.size(); i++) {
          if (split.get(i).customers() > 0) {
            shards.get(i).add(split.get(i));
          }
        }
      }
      part++;
    }
  }

  /** With what the log has up to a position. */
  Held extended(ActivityLog log, long upTo) {
    if (upTo == position) {
      return this;
    }
    Held[] extended = {this};
    Stretch.Builder[] builder = {Stretch.builder()};
    log.read(
        position,
        upTo,
        a -> {
          Keeping.add(builder[0], a);
          if (builder[0].size() >= SLICE) {
            extended[0] = extended[0].and(builder[0].build(), a.position());
            builder[0] = Stretch.builder();
          }
        });
    return extended[0].and(builder[0].build(), upTo);
  }

  private Held and(Stretch stretch, long upTo) {
    Map<String, byte[]> kept = new TreeMap<>();
    Set<String> more = new TreeSet<>(others);
    long added = 0;
    for (var column : stretch.columns().entrySet()) {
      if (!Stretch.isProperty(column.getKey()) || properties.contains(column.getKey())) {
        kept.put(column.getKey(), column.getValue());
        added += 2L * column.getValue().length;
      } else {
        more.add(column.getKey());
      }
    }
    List<Stretch> parts = Stretch.of(kept).split(shards.size());
    List<Shard> next =
        IntStream.range(0, parts.size()).mapToObj(i -> shards.get(i).and(parts.get(i))).toList();
    return new Held(store, upTo, properties, more, next, bytes + added);
  }

  boolean isOf(StretchStore other) {
    return store.isSameAs(other);
  }

  boolean isAsPlanned(StretchStore other, Plan plan) {
    return isOf(other) && position == plan.position() && shards() == plan.shards();
  }

  long position() {
    return position;
  }

  Set<String> properties() {
    return properties;
  }

  /** Those that there are and that are not known. */
  Set<String> others() {
    return others;
  }

  boolean knows(Set<String> some) {
    return properties.containsAll(some);
  }

  int shards() {
    return shards.size();
  }

  History shard(int i) {
    return shards.get(i).history();
  }

  long activities() {
    return shards.stream().mapToLong(s -> s.history().activities()).sum();
  }

  long first() {
    return shards.stream().mapToLong(s -> s.history().first()).min().orElse(Long.MAX_VALUE);
  }

  /** About how many bytes it takes. */
  long bytes() {
    return bytes;
  }
}
