package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.timeline.VarBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Keys of customers, each once, in order of their UTF-8 bytes. */
final class Keys {
  static final Keys NONE = new Keys(new byte[0], new int[0]);

  private final byte[] bytes;

  /** Where each ends. */
  private final int[] ends;

  private Keys(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  int size() {
    return ends.length;
  }

  String get(int i) {
    return new String(bytes, start(i), ends[i] - start(i), StandardCharsets.UTF_8);
  }

  private int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  private int compare(int i, Keys other, int j) {
    return Arrays.compareUnsigned(
        bytes, start(i), ends[i], other.bytes, other.start(j), other.ends[j]);
  }

  /** These and those. */
  Keys and(Keys others) {
    if (size() == 0 || others.size() == 0) {
      return size() == 0 ? others : this;
    }
    Writer writer = new Writer(bytes.length, size());
    int i = 0;
    int j = 0;
    while (i < size() || j < others.size()) {
      int order = i == size() ? 1 : j == others.size() ? -1 : compare(i, others, j);
      if (order <= 0) {
        writer.add(this, i);
      } else {
        writer.add(others, j);
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return writer.keys();
  }

  /** Where each of these is among others, -1 if it is not. */
  int[] slots(Keys others) {
    int[] slots = new int[size()];
    int j = 0;
    for (int i = 0; i < slots.length; i++) {
      int order = 1;
      while (j < others.size() && (order = compare(i, others, j)) > 0) {
        j++;
      }
      slots[i] = order == 0 ? j++ : -1;
    }
    return slots;
  }

  /** These without those. */
  Keys without(Keys others) {
    int[] slots = slots(others);
    return only(i -> slots[i] < 0);
  }

  /** Some of them, told by their numbers. */
  Keys only(IntPredicate some) {
    Writer writer = new Writer(bytes.length, size());
    for (int i = 0; i < size(); i++) {
      if (some.test(i)) {
        writer.add(this, i);
      }
    }
    return writer.keys();
  }

  /** Those from the {@code from}-th to before the {@code to}-th. */
  Keys range(int from, int to) {
    Writer writer = new Writer(16 * (to - from), to - from);
    for (int i = from; i < to; i++) {
      writer.add(this, i);
    }
    return writer.keys();
  }

  /** Whether these are the same. */
  boolean isSameAs(Keys others) {
    return Arrays.equals(ends, others.ends) && Arrays.equals(bytes, others.bytes);
  }

  byte[] toBytes() {
    VarBytes out = new VarBytes();
    out.put(size());
    for (int i = 0; i < size(); i++) {
      out.put(get(i));
    }
    return out.toArray();
  }

  /**
   * @throws IllegalArgumentException if these are not the bytes of keys
   */
  static Keys of(byte[] stored) {
    VarBytes in = new VarBytes(stored);
    int n = in.getSize(1);
    Writer writer = new Writer(stored.length, n);
    for (int i = 0; i < n; i++) {
      writer.add(in.getString().getBytes(StandardCharsets.UTF_8));
    }
    return writer.keys();
  }

  /**
   * Numbers keys as they appear. What a lookup reads lies closer together than in a map of texts,
   * which takes about half as long again where there are many.
   */
  static final class Numbering {
    private static final int SPREAD = 0x9E37_79B9;

    private final Writer known = new Writer(1 << 10, 1 << 6);

    /** By hash: the hash, then the number, from 1 on; 0 where there is none. */
    private long[] slots = new long[1 << 7];

    /** The number of a key, from 0 on. */
    int number(String key) {
      byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
      int hash = Arrays.hashCode(utf8) * SPREAD;
      int slot = slot(hash);
      while (slots[slot] != 0) {
        int number = (int) slots[slot] - 1;
        if ((int) (slots[slot] >>> Integer.SIZE) == hash && known.is(number, utf8)) {
          return number;
        }
        slot = slot + 1 & slots.length - 1;
      }
      known.add(utf8);
      slots[slot] = (long) hash << Integer.SIZE | known.size;
      if (known.size > slots.length / 2) {
        grow();
      }
      return known.size - 1;
    }

    private int slot(int hash) {
      return hash >>> Integer.numberOfLeadingZeros(slots.length) + 1;
    }

    private void grow() {
      long[] old = slots;
      slots = new long[2 * old.length];
      for (long entry : old) {
        if (entry != 0) {
          int slot = slot((int) (entry >>> Integer.SIZE));
          while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
          }
          slots[slot] = entry;
        }
      }
    }

    /** Numbers in order of their keys. */
    int[] sorted() {
      Keys keys = known.keys();
      return IntStream.range(0, keys.size())
          .boxed()
          .sorted((a, b) -> keys.compare(a, keys, b))
          .mapToInt(number -> number)
          .toArray();
    }

    /** Keys by some of their numbers. */
    Keys keys(int[] numbers) {
      Keys keys = known.keys();
      Writer writer = new Writer(keys.bytes.length, numbers.length);
      for (int number : numbers) {
        writer.add(keys, number);
      }
      return writer.keys();
    }
  }

  private static final class Writer {
    private byte[] bytes;
    private int[] ends;
    private int size;

    Writer(int bytes, int keys) {
      this.bytes = new byte[Math.max(16, bytes)];
      this.ends = new int[Math.max(1, keys)];
    }

    void add(byte[] key) {
      add(key, 0, key.length);
    }

    void add(Keys of, int i) {
      add(of.bytes, of.start(i), of.ends[i]);
    }

    private void add(byte[] from, int start, int end) {
      int at = size == 0 ? 0 : ends[size - 1];
      int until = Math.addExact(at, end - start);
      if (until > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, 2L * until));
      }
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, 2 * size);
      }
      System.arraycopy(from, start, bytes, at, end - start);
      ends[size++] = until;
    }

    boolean is(int i, byte[] key) {
      return Arrays.equals(bytes, i == 0 ? 0 : ends[i - 1], ends[i], key, 0, key.length);
    }

    Keys keys() {
      int used = size == 0 ? 0 : ends[size - 1];
      return new Keys(Arrays.copyOf(bytes, used), Arrays.copyOf(ends, size));
    }
  }
}
