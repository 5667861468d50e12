package io.trailmark.benchmarks;

import io.trailmark.segmentation.backtest.Stretch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A stretch in its stored form, the bytes that MongoDB holds: a file for each column. */
final class StretchFiles {
  private StretchFiles() {}

  static void write(Stretch stretch, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var column : stretch.columns().entrySet()) {
      String name = URLEncoder.encode(column.getKey(), StandardCharsets.UTF_8);
      Files.write(folder.resolve(name), column.getValue());
    }
  }

  static Stretch read(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> columns = files.toList();
      return Stretch.of(
          columns.parallelStream()
              .collect(Collectors.toMap(StretchFiles::name, StretchFiles::bytes)));
    }
  }

  private static String name(Path file) {
    return URLDecoder.decode(file.getFileName().toString(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
