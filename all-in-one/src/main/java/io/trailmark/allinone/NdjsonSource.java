package io.trailmark.allinone;

import io.trailmark.commandside.importing.ByteLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One activity a line, in UTF-8; blank lines are skipped. A line in another encoding is a bad line:
 * to replace what cannot be read would make one customer of several.
 */
final class NdjsonSource implements ImportSource {
  /** More than the server takes of one activity, 32 KB, in any escaping of its characters. */
  private static final int LONGEST_LINE = 1 << 20;

  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private final PackedFile file;
  private final ByteLines in;
  private Consumer<BadLine> bad = line -> {};
  private long lines;

  NdjsonSource(Path path) throws IOException {
    this.file = new PackedFile(path);
    this.in = new ByteLines(file.stream(), LONGEST_LINE);
  }

  @Override
  public void reportBadLines(Consumer<BadLine> report) {
    bad = report;
  }

  @Override
  public @Nullable Line next() {
    try {
      for (byte[] line = in.next(); line != null; line = in.next()) {
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

  /** The text of a line; of a bad one nothing, after it was reported. */
  private String decoded(byte[] line) {
    if (line.length > LONGEST_LINE) {
      bad.accept(new BadLine(lines, "longer than 1 MB: input is its beginning", start(line)));
      return "";
    }
    ByteBuffer left = ByteBuffer.wrap(line);
    try {
      return utf8.decode(left).toString().stripTrailing();
    } catch (CharacterCodingException e) {
      bad.accept(new BadLine(lines, notUtf8(left), new String(line, StandardCharsets.ISO_8859_1)));
      return "";
    }
  }

  private static String start(byte[] line) {
    return new String(line, 0, 1024, StandardCharsets.ISO_8859_1);
  }

  private static String notUtf8(ByteBuffer from) {
    return "not UTF-8: byte %d is 0x%02x; convert the file (iconv -t UTF-8), input is shown as Latin-1"
        .formatted(from.position() + 1, from.get(from.position()));
  }

  @Override
  public double progress() {
    return file.progress();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
