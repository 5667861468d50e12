package io.trailmark.queryside.history;

import io.trailmark.segmentation.backtest.Slots;
import io.trailmark.segmentation.backtest.Stretch;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a history is to be read: what is stored of it, and in how many shards.
 *
 * @param position up to which it reaches; what is not stored of it is in the log
 * @param shards a power of 2
 */
record Plan(List<Stored> stretches, long position, long bound, int shards) {
  /** Of an activity that is not in columns yet. */
  private static final int RAW = 100;

  /** Of a customer: key, where it ends, when they first did anything, and slots. */
  private static final int CUSTOMER = 48;

  private static final int COPIES = 3;
  private static final long IN_A_SHARD = 4_000_000;

  Plan(List<Stored> stretches, long position, long bound) {
    this(stretches, position, bound, shards(stretches, bound));
  }

  /** As many as it takes for a shard with all properties to be read within the bound. */
  private static int shards(List<Stored> stretches, long bound) {
    long all = bytes(stretches, property -> true);
    long activities = stretches.stream().mapToLong(Stored::activities).sum();
    int shards = 1;
    while (shards < Slots.COUNT
        && (all / shards * COPIES > bound || activities / shards > IN_A_SHARD)) {
      shards *= 2;
    }
    return shards;
  }

  /** The same of what is in memory. */
  Plan as(long heldPosition, int heldShards) {
    return new Plan(stretches, heldPosition, bound, heldShards);
  }

  long end() {
    return stretches.isEmpty() ? 0 : stretches.getLast().to();
  }

  /** About how many bytes what is not stored needs in memory. */
  long tail() {
    return Math.max(0, position - end()) * RAW;
  }

  /** About how many bytes what is stored needs in memory. */
  long bytes(Predicate<String> properties) {
    return bytes(stretches, properties);
  }

  private static long bytes(List<Stored> stretches, Predicate<String> properties) {
    return stretches.stream().mapToLong(s -> bytes(s, properties)).sum();
  }

  private static long bytes(Stored stretch, Predicate<String> properties) {
    long bytes = CUSTOMER * stretch.customers();
    for (var column : stretch.columns().entrySet()) {
      if (!Stretch.isProperty(column.getKey())) {
        bytes += 2 * column.getValue() + Integer.BYTES * stretch.customers();
      } else if (properties.test(column.getKey())) {
        bytes += Integer.BYTES * column.getValue();
      }
    }
    return bytes;
  }

  /**
   * @throws HistoryTooLarge if shards are too large
   */
  void checkShards() {
    long all = bytes(property -> true);
    long largest =
        stretches.stream().mapToLong(s -> bytes(s, property -> true) / s.parts()).max().orElse(0);
    long needed = Math.max(all / shards, largest) * COPIES + tail();
    if (needed > bound) {
      throw new HistoryTooLarge(
          stretches.stream().mapToLong(Stored::activities).sum(), all, needed, bound);
    }
  }
}
