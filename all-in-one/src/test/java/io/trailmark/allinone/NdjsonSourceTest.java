package io.trailmark.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.allinone.ImportSource.BadLine;
import io.trailmark.allinone.ImportSource.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdjsonSourceTest {
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final List<BadLine> bad = new ArrayList<>();
  @TempDir Path temporary;

  @Test
  void numbersLinesAndSkipsBlankOnes() throws IOException {
    assertThat(read("{\"a\":\"é\"}\r\n \n\n{}".getBytes(UTF_8)))
        .containsExactly(new Line(1, "{\"a\":\"é\"}"), new Line(4, "{}"));
    assertThat(read(new byte[0])).isEmpty();
    assertThat(bad).isEmpty();
  }

  @Test
  void takesNoLineThatIsNotUtf8() throws IOException {
    assertThat(read("{}\n{\"c\":\"José\"}\n{\"c\":\"Josè\"}\n{}\n".getBytes(ISO_8859_1)))
        .containsExactly(new Line(1, "{}"), new Line(4, "{}"));
    assertThat(bad).extracting(BadLine::number).containsExactly(2L, 3L);
    assertThat(bad).extracting(BadLine::input).contains("{\"c\":\"José\"}", "{\"c\":\"Josè\"}");
    assertThat(bad.getFirst().problem()).contains("UTF-8", "byte 10 is 0xe9");
  }

  @Test
  void passesOverAByteOrderMark() throws IOException {
    assertThat(read(concat(MARK, "{}\n{}".getBytes(UTF_8))))
        .containsExactly(new Line(1, "{}"), new Line(2, "{}"));
  }

  @Test
  void passesOverAByteOrderMarkThatIsPacked() throws IOException {
    Path file = temporary.resolve("packed");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(concat(MARK, "{}".getBytes(UTF_8)));
    }
    assertThat(read(file)).containsExactly(new Line(1, "{}"));
  }

  @Test
  void holdsNoMoreOfALongLineThanAMegabyte() throws IOException {
    Path file = temporary.resolve("long");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      byte[] much = new byte[1 << 20];
      Arrays.fill(much, (byte) 'a');
      for (int i = 0; i < 1024; i++) {
        out.write(much);
      }
      out.write("\n{}".getBytes(UTF_8));
    }
    assertThat(read(file)).containsExactly(new Line(2, "{}"));
    assertThat(bad.getFirst().problem()).contains("longer than 1 MB");
    assertThat(bad.getFirst().input()).hasSize(1024);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = new byte[one.length + other.length];
    System.arraycopy(one, 0, both, 0, one.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private List<Line> read(byte[] content) throws IOException {
    return read(Files.write(temporary.resolve("file"), content));
  }

  private List<Line> read(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (NdjsonSource source = new NdjsonSource(file)) {
      source.reportBadLines(bad::add);
      for (Line line = source.next(); line != null; line = source.next()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
