package io.trailmark.allinone;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One activity a line; blank lines are skipped. */
final class NdjsonSource implements ImportSource {
  private final BufferedReader reader;
  private final Counting bytes;
  private final long size;
  private long lines;

  NdjsonSource(Path file) throws IOException {
    this.size = Files.size(file);
    this.bytes = new Counting(Files.newInputStream(file));
    this.reader =
        new BufferedReader(new InputStreamReader(unpacked(bytes), StandardCharsets.UTF_8), 1 << 16);
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    PushbackInputStream start = new PushbackInputStream(new BufferedInputStream(in, 1 << 16), 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean packed = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    return packed ? new GZIPInputStream(start, 1 << 16) : start;
  }

  @Override
  public @Nullable Line next() {
    try {
      String text = reader.readLine();
      lines++;
      while (text != null && text.isBlank()) {
        text = reader.readLine();
        lines++;
      }
      return text == null ? null : new Line(lines, text);
    } catch (IOException e) {
      throw new Refusal("The file is broken after line " + lines + ": " + e.getMessage(), e);
    }
  }

  @Override
  public double progress() {
    return size == 0 ? 1 : (double) bytes.read / size;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
