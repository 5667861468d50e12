package io.trailmark.queryside.history;

import io.trailmark.segmentation.backtest.Archive;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was recorded up to a position of the log, whatever comes meanwhile. For one
 * thread.
 */
public final class HistorySnapshot implements Archive, AutoCloseable {
  private final HistoryMemory memory;
  private final StretchStore store;
  private final String reader;
  private final Plan plan;
  private @Nullable Held held;

  /** What is not stored, by shard; read when the first shard is that is not in memory. */
  private @Nullable List<List<Stretch>> tail;

  HistorySnapshot(
      HistoryMemory memory, StretchStore store, String reader, Plan plan, @Nullable Held held) {
    this.memory = memory;
    this.store = store;
    this.reader = reader;
    this.plan = held == null ? plan : plan.as(held.position(), held.shards());
    this.held = held;
    if (held == null) {
      plan.checkShards();
    }
  }

  /** Global index up to which everything is in it. */
  public long position() {
    return plan.position();
  }

  /** Whether it is in memory as a whole. */
  public boolean isInMemory() {
    return held != null;
  }

  @Override
  public int shards() {
    return plan.shards();
  }

  @Override
  public History shard(int number, Predicate<String> properties) {
    store.ledger().pinAgain(reader, HistoryMemory.pinnedUntil(store.now()));
    Held known = held;
    if (known != null) {
      Set<String> missing = new TreeSet<>(known.others());
      missing.removeIf(properties.negate());
      if (!missing.isEmpty()) {
        missing.addAll(known.properties());
        known = memory.widen(store, plan, missing);
      }
      held = known;
      if (known != null) {
        return known.shard(number);
      }
      plan.checkShards();
    }
    List<Stretch> all = new ArrayList<>();
    for (Stored stored : plan.stretches()) {
      all.add(store.columns().read(stored, number, plan.shards(), properties));
    }
    List<Stretch> whole = new ArrayList<>();
    if (!all.isEmpty()) {
      whole.add(Stretch.merge(all));
    }
    whole.addAll(tail().get(number));
    return History.of(whole);
  }

  private List<List<Stretch>> tail() {
    List<List<Stretch>> known = tail;
    if (known == null) {
      Stretch.Builder builder = Stretch.builder();
      memory.log().read(plan.end(), plan.position(), a -> Keeping.add(builder, a));
      known = builder.build().split(plan.shards()).stream().map(List::of).toList();
      tail = known;
    }
    return known;
  }

  @Override
  public long activities() {
    Held known = held;
    return known != null
        ? known.activities()
        : plan.stretches().stream().mapToLong(Stored::activities).sum()
            + tail().stream().flatMap(List::stream).mapToLong(Stretch::activities).sum();
  }

  @Override
  public long first() {
    Held known = held;
    return known != null
        ? known.first()
        : Math.min(
            plan.stretches().stream().mapToLong(Stored::first).min().orElse(Long.MAX_VALUE),
            tail().stream()
                .flatMap(List::stream)
                .mapToLong(Stretch::first)
                .min()
                .orElse(Long.MAX_VALUE));
  }

  @Override
  public void close() {
    store.ledger().unpin(reader);
  }
}
