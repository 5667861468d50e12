package io.trailmark.segmentation.timeline;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whole numbers in as few bytes as they need: seven bits a byte, the sign folded into the lowest
 * bit.
 */
public final class VarBytes {
  private byte[] bytes;
  private int position;

  public VarBytes() {
    this(new byte[64]);
  }

  public VarBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public void put(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      putByte((byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    putByte((byte) rest);
  }

  public void put(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(utf8.length);
    for (byte b : utf8) {
      putByte(b);
    }
  }

  /** All that another holds. */
  public void put(VarBytes other) {
    for (int i = 0; i < other.position; i++) {
      putByte(other.bytes[i]);
    }
  }

  private void putByte(byte b) {
    if (position == bytes.length) {
      bytes = Arrays.copyOf(bytes, position * 2);
    }
    bytes[position++] = b;
  }

  public long get() {
    long rest = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = getByte();
      rest |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return (rest >>> 1) ^ -(rest & 1);
      }
    }
    throw new IllegalArgumentException("not a stored number");
  }

  /** How many things follow, each of which takes at least {@code bytesEach}. */
  public int getSize(int bytesEach) {
    long size = get();
    if (size < 0 || size > (bytes.length - position) / bytesEach) {
      throw new IllegalArgumentException("stored bytes end too early");
    }
    return (int) size;
  }

  /** The index of one of {@code size} things. */
  public int getIndex(int size) {
    long index = get();
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("stored bytes name what is not there");
    }
    return (int) index;
  }

  public boolean isAtEnd() {
    return position == bytes.length;
  }

  public String getString() {
    int length = getSize(1);
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  private byte getByte() {
    if (position == bytes.length) {
      throw new IllegalArgumentException("stored bytes end too early");
    }
    return bytes[position++];
  }

  public byte[] toArray() {
    return Arrays.copyOf(bytes, position);
  }
}
