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

  /** None yet, to be written. */
  public VarBytes() {
    this(new byte[64]);
  }

  /** To be read from the first on. */
  public VarBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Writes any number; those near 0 are short. */
  public void put(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      putByte((byte) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    putByte((byte) rest);
  }

  /** Writes a text. */
  public void put(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(utf8.length);
    put(utf8, utf8.length);
  }

  /** Writes all that another holds. */
  public void put(VarBytes other) {
    put(other.bytes, other.position);
  }

  private void put(byte[] more, int length) {
    if (bytes.length - position < length) {
      bytes = Arrays.copyOf(bytes, Math.max(position * 2, position + length));
    }
    System.arraycopy(more, 0, bytes, position, length);
    position += length;
  }

  private void putByte(byte b) {
    if (position == bytes.length) {
      bytes = Arrays.copyOf(bytes, position * 2);
    }
    bytes[position++] = b;
  }

  /** How many bytes are written, or read. */
  public int position() {
    return position;
  }

  /**
   * Reads a number.
   *
   * @throws IllegalArgumentException if there is none
   */
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

  /** Whether all is read. */
  public boolean isAtEnd() {
    return position == bytes.length;
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if there is none
   */
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

  /** All that is written. */
  public byte[] toArray() {
    return Arrays.copyOf(bytes, position);
  }
}
