package io.trailmark.segmentation.backtest;

/**
 * Customers in {@value #COUNT} parts by the first two characters of their keys, which are random:
 * about as many in each, and in order of key.
 */
public final class Slots {
  /** How many there are. */
  public static final int COUNT = 1024;

  /** Keys are random over this, ascending. */
  private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";

  private Slots() {}

  /** Which one a key is in: never smaller for a greater key, whatever keys look like. */
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
}
