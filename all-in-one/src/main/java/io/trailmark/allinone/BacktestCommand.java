package io.trailmark.allinone;

import io.trailmark.segmentation.playbook.Playbook;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "backtest",
    description = {
      "Replays a playbook over everything that a running server recorded, day by day, and shows"
          + " what it would have come to. Nothing is published or sent. Ctrl-C cancels it."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Refused, failed or cancelled; the message says why.",
      "2:Wrong usage."
    })
final class BacktestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A playbook in YAML or JSON.")
  private Path file = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day, in the playbook's zone (default: 364 days before the last).")
  private @Nullable LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "Last day, inclusive (default: today by the server's business time).")
  private @Nullable LocalDate to;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Where to write what was found as CSV files, the playbook and a picture of the sizes.",
        "Made if need be; refused if it holds anything but the files of an earlier backtest."
      })
  private @Nullable Path out;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Which server (default: the one started last).")
  private @Nullable String server;

  @Mixin private TokenOption token = new TokenOption();

  @Override
  public Integer call() throws InterruptedException {
    if (from != null && to != null && from.isAfter(to)) {
      throw new ParameterException(spec.commandLine(), "--from must not be after --to.");
    }
    String text = Playbooks.text(file);
    Playbook playbook = Playbooks.parse(file, text);
    BacktestFiles files = out == null ? null : BacktestFiles.in(out);
    PrintWriter screen = spec.commandLine().getOut();
    ServerClient client = ServerClient.forReading(server, token.value());
    JsonNode job = new FollowedBacktest(client, screen).run(body(text));
    BacktestTable.print(playbook, job, screen);
    BacktestTable.printFindings(
        client.get("/api/backtests/" + job.path("id").asString() + "/findings"), screen);
    if (files != null) {
      files.write(client, job);
      screen.printf("%nWritten to %s: %s%n", out, String.join(", ", BacktestFiles.names(job)));
    }
    screen.flush();
    return 0;
  }

  private String body(String text) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("playbook", text);
    if (from != null) {
      body.put("from", from.toString());
    }
    if (to != null) {
      body.put("to", to.toString());
    }
    return body.toString();
  }
}
