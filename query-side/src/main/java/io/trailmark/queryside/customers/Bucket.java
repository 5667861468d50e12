package io.trailmark.queryside.customers;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The members of a segment are kept in {@value #COUNT} documents, by the first two characters of
 * the customer's key. Every bucket's id is known beforehand, so a page is read by ids alone: that
 * is fast on every MongoDB, also on one that has no range scans, and in order of key.
 */
public final class Bucket {
  /** Keys are random over this, ascending. */
  private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";

  public static final int COUNT = 1024;

  private Bucket() {}

  /** Which bucket a key is in: never smaller for a greater key, whatever keys look like. */
  public static int of(String key) {
    if (key.isEmpty() || key.charAt(0) < ALPHABET.charAt(0)) {
      return 0;
    }
    int first = slot(key.charAt(0));
    if (ALPHABET.charAt(first) != key.charAt(0)) {
      // After everything that begins with the character before it in the alphabet.
      return (first + 1) * ALPHABET.length() - 1;
    }
    return first * ALPHABET.length() + (key.length() > 1 ? slot(key.charAt(1)) : 0);
  }

  /** Index of the greatest character of the alphabet that is not greater; 0 if all are. */
  private static int slot(char c) {
    int slot = 0;
    while (slot < ALPHABET.length() - 1 && ALPHABET.charAt(slot + 1) <= c) {
      slot++;
    }
    return slot;
  }

  static String id(String segment, String key) {
    return id(segment, of(key));
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
