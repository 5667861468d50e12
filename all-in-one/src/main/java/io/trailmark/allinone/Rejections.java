package io.trailmark.allinone;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an import did not take, as NDJSON of {@code line}, {@code problem} and {@code input}. The
 * file is there only if there is something in it.
 */
final class Rejections implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Those that are counted: some name what they met. */
  private static final int MOST_PROBLEMS = 1_000;

  private static final int MOST_TOLD = 5;

  private final Path file;
  private @Nullable BufferedWriter writer;
  private long count;
  private final Map<String, Long> byProblem = new HashMap<>();

  Rejections(Path file) {
    this.file = file;
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new Refusal("The earlier " + file + " cannot be removed: " + e, e);
    }
  }

  void add(ImportSource.BadLine bad) {
    ObjectNode json = JSON.createObjectNode();
    json.put("line", bad.number()).put("problem", bad.problem()).put("input", bad.input());
    try {
      BufferedWriter out = writer;
      if (out == null) {
        out = Files.newBufferedWriter(file);
        writer = out;
      }
      out.write(json.toString());
      out.write('\n');
    } catch (IOException e) {
      throw new Refusal(file + " cannot be written: " + e, e);
    }
    count++;
    if (byProblem.size() < MOST_PROBLEMS || byProblem.containsKey(bad.problem())) {
      byProblem.merge(bad.problem(), 1L, Long::sum);
    }
  }

  /** The most frequent reasons, a line each. */
  List<String> reasons() {
    return byProblem.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_TOLD)
        .map(e -> "%,10d  %s".formatted(e.getValue(), e.getKey()))
        .toList();
  }

  long count() {
    return count;
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    try {
      if (writer != null) {
        writer.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
