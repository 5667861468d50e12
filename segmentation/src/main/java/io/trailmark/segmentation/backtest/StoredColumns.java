package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.StoredProperties;
import io.trailmark.segmentation.timeline.VarBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The stored form of columns. Of a kind: which customers have how many, then the instants since the
 * first and the values, each in as many bytes as the greatest needs, so that reading is a loop
 * without branches. Of a property: its dictionary, then numbers.
 */
final class StoredColumns {
  private static final byte FORMAT = 1;

  private StoredColumns() {}

  static byte[] write(KindColumn column, int customers) {
    VarBytes head = new VarBytes();
    head.put(FORMAT);
    int some = 0;
    for (int c = 0; c < customers; c++) {
      some += column.end(c) > column.start(c) ? 1 : 0;
    }
    head.put(some);
    int last = -1;
    for (int c = 0; c < customers; c++) {
      if (column.end(c) > column.start(c)) {
        head.put(c - last);
        head.put(column.end(c) - column.start(c));
        last = c;
      }
    }
    int n = column.size();
    long latest = 0;
    long largest = 0;
    for (int i = 0; i < n; i++) {
      latest |= column.at(i) - column.base();
      largest |= column.value(i);
    }
    int wide = width(latest);
    int valued = column.isValued() ? width(largest) : 0;
    head.put(n);
    head.put(column.base());
    head.put(wide);
    head.put(valued);
    byte[] start = head.toArray();
    ByteBuffer out =
        ByteBuffer.allocate(
                Math.toIntExact(Integer.BYTES + start.length + (long) n * (wide + valued)))
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(start.length).put(start);
    for (int i = 0; i < n; i++) {
      put(out, column.at(i) - column.base(), wide);
    }
    for (int i = 0; i < n && valued > 0; i++) {
      put(out, column.value(i), valued);
    }
    return out.array();
  }

  /** How many bytes a number needs that is not below 0; of others all. */
  private static int width(long number) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 7) / Byte.SIZE);
  }

  private static void put(ByteBuffer out, long number, int width) {
    for (int i = 0; i < width; i++) {
      out.put((byte) (number >>> i * Byte.SIZE));
    }
  }

  /**
   * @param carried by name, of the same activities
   * @throws IllegalArgumentException if these are not the bytes of a column
   */
  static KindColumn read(byte[] stored, int customers, Map<String, KindColumn.Carried> carried) {
    ByteBuffer in = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    int length = in.getInt();
    int start = Integer.BYTES + length;
    VarBytes head = new VarBytes(Arrays.copyOfRange(stored, Integer.BYTES, start));
    if (head.get() != FORMAT) {
      throw new IllegalArgumentException("not a stored column");
    }
    int[] ends = new int[customers];
    int customer = -1;
    for (int some = head.getSize(2); some > 0; some--) {
      customer += (int) head.get();
      ends[customer] = (int) head.get();
    }
    for (int c = 1; c < customers; c++) {
      ends[c] += ends[c - 1];
    }
    int n = (int) head.get();
    long base = head.get();
    int wide = (int) head.get();
    int valued = (int) head.get();
    if (n != (customers == 0 ? 0 : ends[customers - 1])
        || stored.length != start + (long) n * (wide + valued)) {
      throw new IllegalArgumentException("a stored column is not whole");
    }
    long[] at = new long[n];
    for (int i = 0; i < n; i++) {
      at[i] = base + get(in, start + i * wide, wide);
    }
    long[] value = new long[n];
    for (int i = 0; i < n && valued > 0; i++) {
      value[i] = get(in, start + n * wide + i * valued, valued);
    }
    return new KindColumn(ends, at, value, carried);
  }

  private static long get(ByteBuffer in, int at, int width) {
    if (at + Long.BYTES <= in.limit()) {
      return in.getLong(at) & -1L >>> Long.SIZE - width * Byte.SIZE;
    }
    long number = 0;
    for (int i = width - 1; i >= 0; i--) {
      number = number << Byte.SIZE | in.get(at + i) & 0xFF;
    }
    return number;
  }

  static byte[] write(KindColumn.Carried carried) {
    VarBytes out = new VarBytes();
    out.put(FORMAT);
    new StoredProperties().write(List.of(carried.dictionary()), out);
    out.put(carried.numbers().length);
    for (int number : carried.numbers()) {
      out.put(number);
    }
    return out.toArray();
  }

  /**
   * @throws IllegalArgumentException if these are not the bytes of what is carried
   */
  static KindColumn.Carried readCarried(byte[] stored) {
    VarBytes in = new VarBytes(stored);
    if (in.get() != FORMAT) {
      throw new IllegalArgumentException("not a stored column");
    }
    Properties[] dictionary = new StoredProperties().read(in).toArray(Properties[]::new);
    int[] numbers = new int[in.getSize(1)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = in.getIndex(dictionary.length);
    }
    return new KindColumn.Carried(numbers, dictionary);
  }
}
