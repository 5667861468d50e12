package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that customers did, as columns by kind: those of one or several stretches of the log.
 * Customers are numbers from 0, in order of their keys; who was joined to another is none of them.
 * Immutable.
 */
public final class History implements Archive {
  private final Keys keys;
  private final List<String> kinds = new ArrayList<>();
  private final List<KindColumn> columns = new ArrayList<>();

  /** Of each column, which of its customers each customer is, -1 if none; null: the same one. */
  private final List<int @Nullable []> slots = new ArrayList<>();

  /** When each customer did anything for the first time. */
  private final long[] born;

  private final long activities;

  private History(Keys keys, List<Stretch> stretches) {
    this.keys = keys;
    for (Stretch stretch : stretches) {
      int[] slotsOfIt = keys.isSameAs(stretch.keys()) ? null : keys.slots(stretch.keys());
      stretch
          .kinds()
          .forEach(
              (kind, column) -> {
                if (!kind.equals(Stretch.JOINED)) {
                  kinds.add(kind);
                  columns.add(column);
                  slots.add(slotsOfIt);
                }
              });
    }
    this.born = new long[keys.size()];
    Arrays.fill(born, Long.MAX_VALUE);
    long count = 0;
    for (int i = 0; i < columns.size(); i++) {
      for (int c = 0; c < born.length; c++) {
        int start = start(i, c);
        count += end(i, c) - start;
        born[c] = start == end(i, c) ? born[c] : Math.min(born[c], columns.get(i).at(start));
      }
    }
    this.activities = count;
  }

  /** All that was recorded over some stretches, which do not overlap. */
  public static History of(List<Stretch> stretches) {
    Keys all = stretches.stream().map(Stretch::keys).reduce(Keys.NONE, Keys::and);
    Keys joined = stretches.stream().map(Stretch::joined).reduce(Keys.NONE, Keys::and);
    return new History(joined.size() == 0 ? all : all.without(joined), stretches);
  }

  /** How many customers there are. */
  public int customers() {
    return keys.size();
  }

  /** The key of a customer. */
  public String key(int customer) {
    return keys.get(customer);
  }

  @Override
  public long activities() {
    return activities;
  }

  @Override
  public long first() {
    return Arrays.stream(born).min().orElse(Long.MAX_VALUE);
  }

  @Override
  public int shards() {
    return 1;
  }

  @Override
  public History shard(int number, Predicate<String> properties) {
    return this;
  }

  /** When a customer did anything for the first time, {@code Long.MAX_VALUE} if they never did. */
  long born(int customer) {
    return born[customer];
  }

  /** Whether anybody has a trait. */
  boolean hasTraits() {
    return kinds.contains(View.TRAIT);
  }

  /** The kinds of the columns: one is there once for each stretch that it occurs in. */
  List<String> kinds() {
    return kinds;
  }

  KindColumn column(int i) {
    return columns.get(i);
  }

  /** Where in a column the activities of a customer begin. */
  int start(int i, int customer) {
    int[] known = slots.get(i);
    int slot = known == null ? customer : known[customer];
    return slot < 0 ? 0 : columns.get(i).start(slot);
  }

  /** Where they end. */
  int end(int i, int customer) {
    int[] known = slots.get(i);
    int slot = known == null ? customer : known[customer];
    return slot < 0 ? 0 : columns.get(i).end(slot);
  }
}
