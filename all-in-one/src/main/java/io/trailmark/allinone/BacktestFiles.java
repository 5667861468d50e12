package io.trailmark.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The folder that a backtest's files go to. */
final class BacktestFiles {
  private static final String CHART = "days.svg";

  /** What may be written over. */
  private static final Set<String> OURS =
      Set.of(
          "days.csv",
          "intervals.csv",
          "overlap.csv",
          "movements.csv",
          "messages.csv",
          "predictive.csv",
          CHART,
          "playbook.yaml");

  private final Path folder;

  private BacktestFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * @throws Refusal if there is something else in it
   */
  static BacktestFiles in(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> found = Files.list(folder)) {
        found
            .map(path -> path.getFileName().toString())
            .filter(name -> !OURS.contains(name))
            .findFirst()
            .ifPresent(
                name -> {
                  throw new Refusal(
                      "%s holds %s, which is no backtest's: --out wants an empty folder, or that of"
                              .formatted(folder, name)
                          + " an earlier backtest.");
                });
      }
      return new BacktestFiles(folder);
    } catch (IOException e) {
      throw new Refusal(folder + " cannot be used: " + e, e);
    }
  }

  /** The names of the files that there are of a backtest. */
  static List<String> names(JsonNode job) {
    return job.path("files").valueStream().map(path -> name(path.asString())).toList();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Fetches all; what an earlier backtest left is replaced. */
  void write(ServerClient client, JsonNode job) {
    List<String> names = names(job);
    for (JsonNode path : job.path("files")) {
      client.download(path.asString(), folder.resolve(name(path.asString())));
    }
    OURS.stream().filter(name -> !names.contains(name)).forEach(this::remove);
    draw(job);
  }

  /** The sizes as a picture. */
  private void draw(JsonNode job) {
    DaysChart chart =
        new DaysChart(
            "Playbook \"%s\", %s to %s"
                .formatted(
                    job.path("playbook").asString(),
                    job.path("from").asString(),
                    job.path("to").asString()));
    try (Stream<String> days = Files.lines(folder.resolve("days.csv"))) {
      // Ids of segments and dates need no quotes.
      days.skip(1)
          .map(line -> line.split(","))
          .forEach(row -> chart.add(row[0], LocalDate.parse(row[1]), Integer.parseInt(row[2])));
      Files.writeString(folder.resolve(CHART), chart.svg());
    } catch (IOException e) {
      throw new Refusal(folder.resolve(CHART) + " cannot be written: " + e, e);
    }
  }

  private void remove(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw new Refusal(folder.resolve(name) + " of an earlier backtest cannot be removed.", e);
    }
  }
}
