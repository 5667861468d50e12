package io.trailmark.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The command as a process of its own, with a home of its own. */
final class TrailmarkProcess implements AutoCloseable {
  private static final long START_SECONDS = 90;

  private final Process process;
  private final Path out;
  private final Path err;

  private TrailmarkProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static TrailmarkProcess start(Path home, String... arguments) throws IOException {
    return start(home, Map.of(), arguments);
  }

  static TrailmarkProcess start(Path home, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-Xmx1g");
    // Each lives for seconds, on few cores: without these most of its time goes to the optimizing
    // compiler.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Daxoniq.update-checker.disabled=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Trailmark.class.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(home, "out", ".txt");
    Path err = Files.createTempFile(home, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("TRAILMARK_HOME", home.resolve("home").toString());
    builder.environment().putAll(environment);
    return new TrailmarkProcess(builder.start(), out, err);
  }

  /** A server on this folder, at a port of its own choice. */
  static TrailmarkProcess serve(Path home, Path data, String... more) throws IOException {
    return serve(home, data, Map.of(), more);
  }

  static TrailmarkProcess serve(
      Path home, Path data, Map<String, String> environment, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--port", "0", "--data", data.toString()));
    arguments.addAll(List.of(more));
    return start(home, environment, arguments.toArray(String[]::new));
  }

  /** The first line of its output that matches, waited for. */
  String line(Predicate<String> which) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline) {
      boolean alive = process.isAlive();
      Optional<String> found = Files.readAllLines(out).stream().filter(which).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (!alive) {
        break;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("Not printed: " + output() + errors());
  }

  String url() throws Exception {
    return line(text -> text.startsWith("Trailmark answers at")).replaceFirst(".* ", "");
  }

  String key() throws Exception {
    return line(text -> text.startsWith("write key:")).replaceFirst(".* ", "");
  }

  String output() throws IOException {
    return Files.readString(out);
  }

  String errors() throws IOException {
    return Files.readString(err);
  }

  int exitCode(int withinSeconds) throws InterruptedException {
    if (!process.waitFor(withinSeconds, TimeUnit.SECONDS)) {
      throw new AssertionError("Still running after " + withinSeconds + " s");
    }
    return process.exitValue();
  }

  void terminate() {
    process.destroy();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws Exception {
    terminate();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
