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
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A playbook in YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Which server to ask (default: the one started last, if it is running).")
  private @Nullable String server;

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
    Optional<JsonNode> asked = asked(text);
    List<Warning> warnings =
        asked.map(CheckCommand::warnings).orElseGet(() -> GuardRails.check(playbook, null));
    warnings.forEach(w -> out.printf("warning: %s: %s [%s]%n", w.where(), w.message(), w.code()));
    out.println(
        warnings.size()
            + (warnings.size() == 1 ? " warning " : " warnings ")
            + asked.map(CheckCommand::looked).orElse("by the text alone: no server was asked."));
    out.flush();
    return 0;
  }

  /** What the server says; empty if none is running. One that is named must be. */
  private Optional<JsonNode> asked(String text) {
    if (server == null) {
      return ServerClient.running().map(client -> ask(client, text));
    }
    return Optional.of(ask(ServerClient.withoutKey(server), text));
  }

  /** A server of another version may know less than this program. */
  private JsonNode ask(ServerClient client, String text) {
    JsonNode answer = client.post("/api/playbooks/check", "application/yaml", text);
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
    return answer;
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
