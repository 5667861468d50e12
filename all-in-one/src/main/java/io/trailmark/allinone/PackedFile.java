package io.trailmark.allinone;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A file as it reads: unpacked if its first bytes say that it is packed by gzip, without a byte
 * order mark. How much of it was read counts the bytes on disk.
 */
final class PackedFile implements AutoCloseable {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final Counting bytes;
  private final long size;

  PackedFile(Path file) throws IOException {
    this.size = Files.size(file);
    this.bytes = new Counting(Files.newInputStream(file));
    try {
      this.in = new BufferedInputStream(unpacked(bytes), 1 << 16);
      skipByteOrderMark(in);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  InputStream stream() {
    return in;
  }

  /** How much of the file was read: 0 to 1. */
  double progress() {
    return size == 0 ? 1 : (double) bytes.read / size;
  }

  private static void skipByteOrderMark(InputStream in) throws IOException {
    in.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      in.reset();
    }
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(new BufferedInputStream(in, 1 << 16), 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean packed = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    return packed ? new GZIPInputStream(start, 1 << 16) : start;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Counts what is read of the file, packed as it is. */
  private static final class Counting extends FilterInputStream {
    private long read;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      read += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      read += Math.max(n, 0);
      return n;
    }
  }
}
