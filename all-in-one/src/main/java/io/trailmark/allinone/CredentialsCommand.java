package io.trailmark.allinone;

import io.trailmark.eventstore.access.KeyRing;
import io.trailmark.eventstore.access.KeyRing.Credential;
import io.trailmark.eventstore.access.Scope;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Credentials are managed by whoever may open the database, and over HTTP by nobody. */
abstract class CredentialsCommand implements Runnable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  private final String word;

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

  /**
   * @param word what the credentials are called that are managed
   */
  CredentialsCommand(String word) {
    this.word = word;
  }

  /** Whether a credential is one of those. */
  abstract boolean manages(Credential credential);

  @Override
  public void run() {
    throw wrong("Say what to do: add, list or revoke.");
  }

  /** Makes a credential and prints its secret, which nothing else ever tells. */
  void add(
      String label, String name, Set<Scope> scopes, Set<String> origins, @Nullable Instant ends) {
    if (!NAME.matcher(name).matches()) {
      throw wrong(label + " must be 1 to 64 of A-Z a-z 0-9 _ . - and not " + name + ".");
    }
    checkAhead("--ends", ends);
    String secret = Secret.random();
    KeyRing keys = keys();
    long id = keys.add(secret, name, scopes, ends).orElseThrow();
    keys.showFrom(secret, origins);
    print(word + " " + id + " of " + name + (ends == null ? "" : ", until " + ends));
    print((scopes.equals(KeyRing.WRITE_KEY) ? "write key: " : "token: ") + secret);
  }

  @Command(description = "Lists them, also those that have ended.", mixinStandardHelpOptions = true)
  int list() {
    print("%-6s %-24s %-30s %-30s %s".formatted("id", "name", "created", "scopes", "ends"));
    managed(keys()).forEach(credential -> print(told(credential)));
    return 0;
  }

  @Command(description = "Ends one, for ever.", mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "ID", description = "As list tells it.") long id,
      @Option(
              names = "--at",
              paramLabel = "INSTANT",
              description = "When (default: at once); one that ends earlier keeps that end.")
          @Nullable Instant at) {
    checkAhead("--at", at);
    KeyRing keys = keys();
    if (managed(keys).stream().noneMatch(credential -> credential.id() == id)
        || !keys.revoke(id, at)) {
      throw new Refusal("There is no " + word + " " + id + ": list tells which there are.");
    }
    managed(keys).stream().filter(c -> c.id() == id).forEach(c -> print(told(c)));
    return 0;
  }

  private List<Credential> managed(KeyRing keys) {
    return keys.list().stream().filter(this::manages).toList();
  }

  private static String told(Credential credential) {
    Instant ends = credential.ends();
    String end = ends == null ? "never" : ends + (credential.ended() ? " (ended)" : "");
    String scopes =
        credential.scopes().stream().sorted().map(Scope::label).collect(Collectors.joining(","));
    return "%-6d %-24s %-30s %-30s %s"
        .formatted(credential.id(), credential.name(), credential.created(), scopes, end);
  }

  private void checkAhead(String option, @Nullable Instant instant) {
    if (instant != null && !instant.isAfter(Instant.now())) {
      throw wrong(option + " must be ahead, by the machine's clock.");
    }
  }

  private KeyRing keys() {
    Optional<DatabaseLogin> named =
        data == null ? DatabaseLogin.named(System.getenv()) : Optional.empty();
    if (named.isPresent()) {
      return reached(named.get().url(), named.get());
    }
    Path folder = (data == null ? Path.of("data") : data).toAbsolutePath().normalize();
    return reached(
        folder.toString(),
        DatabaseLogin.ofServer(folder)
            .orElseThrow(
                () ->
                    new Refusal(
                        "No server runs on "
                            + folder
                            + ": start it with serve, or name another.")));
  }

  private static KeyRing reached(String what, DatabaseLogin login) {
    try {
      return KeyRing.at(login.url(), login.user(), login.password());
    } catch (IllegalStateException e) {
      throw new Refusal("The keys of " + what + " cannot be reached: " + e.getMessage(), e);
    }
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
