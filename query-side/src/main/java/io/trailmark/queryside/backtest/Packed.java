package io.trailmark.queryside.backtest;

import java.util.Arrays;

/** Numbers written one after the other, small ones in few bytes. */
final class Packed {
  private static final int LONGEST = 10;

  private byte[] bytes;
  private int size;

  Packed() {
    this(new byte[1 << 12], 0);
  }

  private Packed(byte[] bytes, int size) {
    this.bytes = bytes;
    this.size = size;
  }

  /** To be read from its begin. */
  static Packed of(byte[] bytes) {
    return new Packed(bytes, 0);
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void makeRoom(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  /** Takes any number; those near zero are short. */
  void signed(long number) {
    unsigned((number << 1) ^ (number >> 63));
  }

  /** Takes any number; those not below zero and near it are short. */
  void unsigned(long number) {
    makeRoom(LONGEST);
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void text(byte[] utf8) {
    unsigned(utf8.length);
    makeRoom(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  boolean isAtEnd() {
    return size == bytes.length;
  }

  long nextSigned() {
    long number = nextUnsigned();
    return (number >>> 1) ^ -(number & 1);
  }

  long nextUnsigned() {
    long number = 0;
    int shift = 0;
    while (true) {
      byte b = bytes[size++];
      number |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return number;
      }
      shift += 7;
    }
  }

  byte[] nextText() {
    int length = (int) nextUnsigned();
    byte[] utf8 = Arrays.copyOfRange(bytes, size, size + length);
    size += length;
    return utf8;
  }
}
