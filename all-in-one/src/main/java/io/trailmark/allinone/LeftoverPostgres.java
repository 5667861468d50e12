package io.trailmark.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A PostgreSQL that outlived the JVM which started it. It is ended rather than taken over, so that
 * what was in flight is rolled back before anything new begins.
 */
final class LeftoverPostgres {
  /** PostgreSQL writes the second that it started in; the kernel counts from boot. */
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private LeftoverPostgres() {}

  /**
   * Ends the server that runs on a directory, if there is one, and clears the pid file of one that
   * is gone.
   *
   * @return whether one was running
   */
  static boolean end(Path directory) throws IOException {
    endInitdb(directory);
    Path pidFile = directory.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return false;
    }
    Optional<ProcessHandle> server = server(directory, Files.readAllLines(pidFile));
    if (server.isEmpty()) {
      // PostgreSQL would refuse to start if the pid now belongs to another program.
      Files.deleteIfExists(pidFile);
      return false;
    }
    end(server.get(), directory);
    return true;
  }

  /** Whoever makes a directory outlives a killed JVM as well, and would go on filling it. */
  private static void endInitdb(Path directory) {
    List<ProcessHandle> initdb =
        ProcessHandle.allProcesses().filter(process -> isInitdb(process, directory)).toList();
    // With the servers that it asks to do the work, by single commands.
    List<ProcessHandle> all =
        initdb.stream()
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : all) {
      if (!gone(process, 10)) {
        throw new Refusal("Process " + process.pid() + " still fills " + directory + ": end it.");
      }
    }
  }

  private static boolean isInitdb(ProcessHandle process, Path directory) {
    ProcessHandle.Info info = process.info();
    return isCalled(process, "initdb")
        && info.arguments()
            .map(arguments -> List.of(arguments).contains(directory.toString()))
            .orElse(false);
  }

  /** The pid file: pid, directory, start in seconds since 1970, port, … */
  private static Optional<ProcessHandle> server(Path directory, List<String> pidFile)
      throws IOException {
    if (pidFile.size() < 3
        || !Files.exists(Path.of(pidFile.get(1)))
        || !Files.isSameFile(Path.of(pidFile.get(1)), directory)) {
      return Optional.empty();
    }
    Instant started = Instant.ofEpochSecond(Long.parseLong(pidFile.get(2).trim()));
    return ProcessHandle.of(Long.parseLong(pidFile.get(0).trim()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isCalled(process, "postgres"))
        .filter(process -> startedAt(process, started));
  }

  private static boolean isCalled(ProcessHandle process, String name) {
    return process
        .info()
        .command()
        .map(command -> String.valueOf(Path.of(command).getFileName()).startsWith(name))
        .orElse(false);
  }

  private static boolean startedAt(ProcessHandle process, Instant started) {
    return process
        .info()
        .startInstant()
        .map(at -> Duration.between(at, started).abs().compareTo(TOLERANCE) <= 0)
        .orElse(false);
  }

  /**
   * Politely (end all sessions), then at once (as after a crash), then with what Java itself can
   * send: wait for the sessions to end, and by force.
   */
  private static void end(ProcessHandle server, Path directory) {
    if (signalled(server, "INT", 20) || signalled(server, "QUIT", 10)) {
      return;
    }
    server.destroy();
    if (gone(server, 5)) {
      return;
    }
    server.destroyForcibly();
    if (!gone(server, 10)) {
      throw new Refusal(
          "A PostgreSQL still runs on " + directory + " (process " + server.pid() + "): end it.");
    }
  }

  /** By the shell's own kill: the program of that name is not everywhere. */
  private static boolean signalled(ProcessHandle server, String signal, int seconds) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + server.pid()).start();
    } catch (IOException noShell) {
      return false;
    }
    return gone(server, seconds);
  }

  private static boolean gone(ProcessHandle server, int seconds) {
    try {
      server.onExit().get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted");
    }
  }
}
