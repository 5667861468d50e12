package io.trailmark.allinone;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One activity a line, in UTF-8; blank lines are skipped. A line in another encoding is a bad line:
 * to replace what cannot be read would make one customer of several.
 */
final class NdjsonSource implements ImportSource {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private final InputStream in;
  private final Counting bytes;
  private final long size;
  private Consumer<BadLine> bad = line -> {};
  private long lines;

  NdjsonSource(Path file) throws IOException {
    this.size = Files.size(file);
    this.bytes = new Counting(Files.newInputStream(file));
    this.in = new BufferedInputStream(unpacked(bytes), 1 << 16);
    skipByteOrderMark(in);
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
  public void reportBadLines(Consumer<BadLine> report) {
    bad = report;
  }

  @Override
  public @Nullable Line next() {
    try {
      for (byte[] line = read(); line != null; line = read()) {
        lines++;
        String text = decoded(line);
        if (!text.isBlank()) {
          return new Line(lines, text);
        }
      }
      return null;
    } catch (IOException e) {
      throw new Refusal("The file is broken after line " + lines + ": " + e.getMessage(), e);
    }
  }

  /** The next line without its end, null after the last. */
  private byte @Nullable [] read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toByteArray();
  }

  /** The text of a line; of a bad one nothing, after it was reported. */
  private String decoded(byte[] line) {
    ByteBuffer left = ByteBuffer.wrap(line);
    try {
      return utf8.decode(left).toString().stripTrailing();
    } catch (CharacterCodingException e) {
      bad.accept(new BadLine(lines, notUtf8(left), new String(line, StandardCharsets.ISO_8859_1)));
      return "";
    }
  }

  private static String notUtf8(ByteBuffer from) {
    return "not UTF-8: byte %d is 0x%02x; convert the file (iconv -t UTF-8), input is shown as Latin-1"
        .formatted(from.position() + 1, from.get(from.position()));
  }

  @Override
  public double progress() {
    return size == 0 ? 1 : (double) bytes.read / size;
  }

  @Override
  public void close() {
    try {
      in.close();
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
