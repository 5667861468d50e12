package io.trailmark.queryside.customers;

import io.trailmark.segmentation.backtest.Slots;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The members of a segment are kept in {@value #COUNT} documents, by the first two characters of
 * the customer's key. Every bucket's id is known beforehand, so a page is read by ids alone: that
 * is fast on every MongoDB, also on one that has no range scans, and in order of key.
 */
public final class Bucket {
  public static final int COUNT = Slots.COUNT;

  private Bucket() {}

  static String id(String segment, String key) {
    return id(segment, Slots.of(key));
  }

  private static String id(String segment, int bucket) {
    return "%s|%04d".formatted(segment, bucket);
  }

  /** Ids of {@code count} buckets from {@code first} on. */
  public static List<String> ids(String segment, int first, int count) {
    return IntStream.range(first, Math.min(COUNT, first + count))
        .mapToObj(bucket -> id(segment, bucket))
        .toList();
  }
}
