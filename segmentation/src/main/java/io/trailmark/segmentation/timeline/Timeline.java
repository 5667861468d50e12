package io.trailmark.segmentation.timeline;

/**
 * A customer's activities in order of when they happened, as primitive columns, one set per kind.
 * Not thread-safe.
 *
 * <p>Values are minor units of the reporting currency; an activity without a value, or in another
 * currency, has 0.
 */
public final class Timeline {

  /** Puts an activity where it belongs; the order of arrival makes no difference to any answer. */
  public void add(String kind, long at, long value) {
    throw new UnsupportedOperationException();
  }

  /** Number of activities. */
  public int size() {
    throw new UnsupportedOperationException();
  }

  /** A compact stored form, read back by {@link #fromBytes}. */
  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static Timeline fromBytes(byte[] bytes) {
    throw new UnsupportedOperationException();
  }
}
