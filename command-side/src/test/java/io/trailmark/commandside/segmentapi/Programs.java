package io.trailmark.commandside.segmentapi;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs what real clients are made of, in a folder. */
final class Programs {
  private Programs() {}

  /** Installs packages as locked, or skips the test, saying why. */
  static void install(Path from, Path folder) throws Exception {
    assumeTrue(runs(folder, "npm", "--version"), "npm is not installed");
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(from.resolve(file), folder.resolve(file));
    }
    assumeTrue(
        runs(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
        "the npm registry cannot be reached");
  }

  static boolean runs(Path folder, String... command) throws InterruptedException {
    try {
      Process process = start(folder, command);
      boolean ended = process.waitFor(120, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  static Process start(Path folder, String... command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }
}
