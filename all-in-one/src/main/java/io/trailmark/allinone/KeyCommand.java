package io.trailmark.allinone;

import io.trailmark.commandside.access.KeyRing;
import io.trailmark.commandside.access.KeyRing.Key;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Keys are managed by whoever may open the database, and over HTTP by nobody. */
@Command(
    name = "key",
    description = {
      "Manages write keys, with which sources send activities; what it changes takes effect within"
          + " seconds on every node.",
      "A source may have several: add one, let the source use it, then revoke the one before."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class KeyCommand implements Runnable {
  private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = {
        "The data folder of a running server (default: the PostgreSQL given by"
            + " SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD, else ./data)."
      })
  private @Nullable Path data;

  @Override
  public void run() {
    throw wrong("Say what to do: add, list or revoke.");
  }

  @Command(
      description = "Makes a key and prints it; only its hash is stored.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(
              paramLabel = "SOURCE",
              description =
                  "Who writes with it: 1 to 64 of A-Z a-z 0-9 _ . -; message ids are each source's"
                      + " own.")
          String source,
      @Option(
              names = "--ends",
              paramLabel = "INSTANT",
              description = "From when on it lets nobody in, for example 2027-01-31T00:00:00Z.")
          @Nullable Instant ends) {
    if (!SOURCE.matcher(source).matches()) {
      throw wrong("SOURCE must be 1 to 64 of A-Z a-z 0-9 _ . - and not " + source + ".");
    }
    checkAhead("--ends", ends);
    String key = WriteKey.random();
    long id = keys().add(key, source, ends).orElseThrow();
    print("key " + id + " of " + source + (ends == null ? "" : ", until " + ends));
    print("write key: " + key);
    return 0;
  }

  @Command(
      description = "Lists the keys, also those that have ended.",
      mixinStandardHelpOptions = true)
  int list() {
    print("%-6s %-24s %-30s %s".formatted("id", "source", "created", "ends"));
    keys().list().forEach(key -> print(told(key)));
    return 0;
  }

  @Command(
      description = "Ends a key, for ever; its source may have others.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "ID", description = "As list tells it.") long id,
      @Option(
              names = "--at",
              paramLabel = "INSTANT",
              description = "When (default: at once); one that ends earlier keeps that end.")
          @Nullable Instant at) {
    checkAhead("--at", at);
    KeyRing keys = keys();
    if (!keys.revoke(id, at)) {
      throw new Refusal("There is no key " + id + ": list tells which there are.");
    }
    keys.list().stream().filter(key -> key.id() == id).forEach(key -> print(told(key)));
    return 0;
  }

  private static String told(Key key) {
    Instant ends = key.ends();
    String end = ends == null ? "never" : ends + (key.ended() ? " (ended)" : "");
    return "%-6d %-24s %-30s %s".formatted(key.id(), key.source(), key.created(), end);
  }

  private void checkAhead(String option, @Nullable Instant instant) {
    if (instant != null && !instant.isAfter(Instant.now())) {
      throw wrong(option + " must be ahead, by the machine's clock.");
    }
  }

  private KeyRing keys() {
    Map<String, String> environment = System.getenv();
    String url = environment.getOrDefault("SPRING_DATASOURCE_URL", "");
    if (data == null && !url.isEmpty()) {
      return reached(
          url,
          url,
          environment.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
          environment.getOrDefault("SPRING_DATASOURCE_PASSWORD", ""));
    }
    Path folder = (data == null ? Path.of("data") : data).toAbsolutePath().normalize();
    PostgresServer.Running server =
        PostgresServer.running(folder)
            .orElseThrow(
                () ->
                    new Refusal(
                        "No server runs on " + folder + ": start it with serve, or name another."));
    return reached(folder.toString(), server.jdbcUrl(), PostgresServer.USER, server.password());
  }

  private static KeyRing reached(String what, String url, String user, String password) {
    try {
      return KeyRing.at(url, user, password);
    } catch (IllegalStateException e) {
      throw new Refusal("The keys of " + what + " cannot be reached: " + e.getMessage(), e);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
