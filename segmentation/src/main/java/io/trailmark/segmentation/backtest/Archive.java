package io.trailmark.segmentation.backtest;

import java.util.function.Predicate;

/**
 * A history, at once or, where it is larger than memory, one shard of customers after the other.
 */
public interface Archive {

  /** How many shards there are. */
  int shards();

  /**
   * One of them; the customers of each come after those of the one before, in order of key.
   *
   * @param properties which properties are needed: told {@code kind/property}, as {@link
   *     Stretch#columns} names them; others may be missing
   */
  History shard(int number, Predicate<String> properties);

  /** How many activities there are. */
  long activities();

  /** When the first of all happened, {@code Long.MAX_VALUE} if there is none. */
  long first();
}
