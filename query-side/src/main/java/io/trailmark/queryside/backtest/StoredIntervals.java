package io.trailmark.queryside.backtest;

import io.trailmark.segmentation.backtest.Backtest;
import io.trailmark.segmentation.backtest.History;
import io.trailmark.segmentation.backtest.Intervals;
import io.trailmark.segmentation.timeline.VarBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who was in which segment when: the keys of all customers once, and for each segment the intervals
 * with the customers' numbers among them. Stored are internal keys alone, which mean nobody once
 * the person is erased.
 */
final class StoredIntervals {
  private static final String KEYS = "keys";
  private static final String INTERVALS = "intervals-";

  private StoredIntervals() {}

  /** Writes them as they are found, shard by shard. */
  static final class Writer implements Backtest.Each {
    private final Parts.Growing keys;
    private final Parts.Growing[] segments;
    private final long[] last;
    private final long[] lastFrom;
    private final long[] counts;
    private int customers;

    Writer(Parts.Writer parts, int segments) {
      this.keys = new Parts.Growing(parts, KEYS);
      this.segments =
          IntStream.range(0, segments)
              .mapToObj(s -> new Parts.Growing(parts, INTERVALS + s))
              .toArray(Parts.Growing[]::new);
      this.last = new long[segments];
      this.lastFrom = new long[segments];
      this.counts = new long[segments];
    }

    @Override
    public void shard(History shard, List<Intervals> intervals) {
      IntStream.rangeClosed(0, segments.length)
          .parallel()
          .forEach(
              i -> {
                if (i == segments.length) {
                  writeKeys(shard);
                } else {
                  write(i, intervals.get(i));
                }
              });
      customers += shard.customers();
      // Of many segments none may ever be full.
      if (Arrays.stream(segments).mapToLong(s -> s.packed().position()).sum()
          > 8L * Parts.LARGEST) {
        Parts.Growing.flush(segments);
      }
    }

    private void writeKeys(History shard) {
      for (int c = 0; c < shard.customers(); c++) {
        keys.packed().put(shard.key(c));
        if (keys.isFull()) {
          keys.flush();
        }
      }
    }

    private void write(int segment, Intervals intervals) {
      Parts.Growing growing = segments[segment];
      counts[segment] += intervals.size();
      intervals.forEach(
          (customer, from, to) -> {
            VarBytes packed = growing.packed();
            int number = customers + customer;
            packed.put(number - last[segment]);
            packed.put(from - lastFrom[segment]);
            packed.put(to == Long.MAX_VALUE ? 0 : to - from);
            last[segment] = number;
            lastFrom[segment] = from;
            if (growing.isFull()) {
              growing.flush();
            }
          });
    }

    /** After the last shard; tells how many intervals there are of each segment. */
    long[] close() {
      Parts.Growing[] all = Arrays.copyOf(segments, segments.length + 1);
      all[segments.length] = keys;
      Parts.Growing.flush(all);
      return counts;
    }
  }

  /** The keys of all customers, in order. */
  static List<String> keys(Job job, Parts parts) {
    List<String> keys = new ArrayList<>();
    for (byte[] bytes : parts.read(job, KEYS)) {
      VarBytes packed = new VarBytes(bytes);
      while (!packed.isAtEnd()) {
        keys.add(packed.getString());
      }
    }
    return keys;
  }

  /**
   * The intervals of one segment; each customer's are together, in order.
   *
   * @param start where the intervals of each customer begin
   * @param to exclusive, {@code Long.MAX_VALUE} while still in
   */
  record OfSegment(int[] start, int[] count, long[] from, long[] to) {

    static OfSegment read(Job job, int segment, int intervals, int customers, Parts parts) {
      int[] start = new int[customers];
      int[] count = new int[customers];
      long[] from = new long[intervals];
      long[] to = new long[intervals];
      int i = 0;
      int customer = 0;
      long at = 0;
      for (byte[] bytes : parts.read(job, INTERVALS + segment)) {
        VarBytes packed = new VarBytes(bytes);
        while (!packed.isAtEnd()) {
          customer += (int) packed.get();
          at += packed.get();
          long length = packed.get();
          if (count[customer]++ == 0) {
            start[customer] = i;
          }
          from[i] = at;
          to[i++] = length == 0 ? Long.MAX_VALUE : at + length;
        }
      }
      return new OfSegment(start, count, from, to);
    }
  }
}
