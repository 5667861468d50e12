package io.trailmark.allinone;

import io.trailmark.segmentation.playbook.GuardRails;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.playbook.Warning;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "check",
    description = {
      "Validates a playbook, and warns of what to think over before adopting it.",
      "Where a server of yours is running, it is asked what its customers say to it."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:The playbook is right; warnings forbid nothing.",
      "1:It is not, or cannot be read, or the server named by --server could not be asked.",
      "2:Wrong usage."
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A playbook in YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = {
        "Which server to ask (default: the one started last, if it is running).",
        "Where it cannot be asked, the warnings are by the text alone, and the exit code is 1."
      })
  private @Nullable String server;

  @Mixin private TokenOption token = new TokenOption();

  @Override
  public Integer call() {
    String text = Playbooks.text(file);
    Playbook playbook = Playbooks.parse(file, text);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: playbook \"%s\", zone %s, currency %s%n",
        file, playbook.name(), playbook.zone(), playbook.currency());
    out.printf(
        "%d segments: %s%n",
        playbook.segments().size(),
        playbook.segments().stream().map(Segment::id).collect(Collectors.joining(", ")));
    out.printf(
        "%d sequences: %s%n",
        playbook.sequences().size(),
        playbook.sequences().stream().map(s -> s.id()).collect(Collectors.joining(", ")));
    Asked asked = asked(text);
    JsonNode answer = asked.answer();
    List<Warning> warnings = answer == null ? GuardRails.check(playbook, null) : warnings(answer);
    warnings.forEach(w -> out.printf("warning: %s: %s [%s]%n", w.where(), w.message(), w.code()));
    out.println(
        warnings.size()
            + (warnings.size() == 1 ? " warning " : " warnings ")
            + (answer == null ? asked.alone() : looked(answer)));
    out.flush();
    Refusal failed = asked.failed();
    if (failed == null) {
      return 0;
    }
    spec.commandLine().getErr().println(failed.getMessage());
    spec.commandLine().getErr().flush();
    return server == null ? 0 : 1;
  }

  /**
   * What a server says, if one was asked.
   *
   * @param failed why it could not be asked
   */
  private record Asked(@Nullable JsonNode answer, @Nullable Refusal failed) {

    String alone() {
      return "by the text alone: "
          + (failed == null ? "no server was asked." : "the server could not be asked.");
    }
  }

  private Asked asked(String text) {
    Optional<ServerClient> client =
        server == null
            ? ServerClient.running(token.value())
            : Optional.of(ServerClient.forReading(server, token.value()));
    return client.map(c -> ask(c, text)).orElse(new Asked(null, null));
  }

  /** A server of another version may know less than this program. */
  private Asked ask(ServerClient client, String text) {
    JsonNode answer;
    try {
      answer = client.post("/api/playbooks/check", "application/yaml", text);
    } catch (Refusal e) {
      return new Asked(null, e);
    }
    if (!answer.path("valid").asBoolean(false)) {
      throw new Refusal(
          answer
              .path("problems")
              .valueStream()
              .map(
                  p ->
                      "%s:%d:%d: the server says: %s"
                          .formatted(
                              file,
                              p.path("line").asInt(),
                              p.path("column").asInt(),
                              p.path("message").asString()))
              .collect(Collectors.joining(System.lineSeparator())));
    }
    return new Asked(answer, null);
  }

  private static List<Warning> warnings(JsonNode answer) {
    return answer
        .path("warnings")
        .valueStream()
        .map(
            w ->
                new Warning(
                    w.path("code").asString(),
                    w.path("where").asString(),
                    w.path("message").asString()))
        .toList();
  }

  private static String looked(JsonNode answer) {
    return "with the evidence of the running server: "
        + answer.path("evidence").path("customers").asInt()
        + " customers looked at.";
  }
}
