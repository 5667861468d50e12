package io.trailmark.allinone;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description = {
      "Imports history into a running server: recorded, reviewed, surveyed and shown when the"
          + " command returns; nothing is sent because of it.",
      "Lines that are rejected go to FILE.rejected, with reasons. Running it again adds nothing."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      description = "What to import, a file or a folder; may be packed by gzip.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "ndjson",
      converter = ImportFormat.Named.class,
      description = {
        "ndjson (one activity a line, the default), csv (one activity a record, see --map),"
            + " online-retail (the CSV of UCI) or complete-journey (a folder with the CSV files of"
            + " 84.51°)."
      })
  private ImportFormat format = ImportFormat.NDJSON;

  @Mixin private CsvOptions csv = new CsvOptions();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Which server (default: the one started last).")
  private @Nullable String server;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Its write key (default: as kept in ~/.trailmark).")
  private @Nullable String key;

  @Mixin private TokenOption token = new TokenOption();

  @Override
  public Integer call() {
    csv.check(spec, format);
    PrintWriter out = spec.commandLine().getOut();
    ServerClient client = ServerClient.of(server, key, token.value());
    try (ImportSource source = format.open(file, csv);
        Rejections rejections = new Rejections(Path.of(file + ".rejected"))) {
      HistoryImport history = new HistoryImport(client, rejections::add, new ProgressBar(out));
      history.run(source);
      out.println(history.summary());
      source.notes().forEach(out::println);
      if (rejections.count() > 0) {
        out.println("Rejected lines, with reasons, are in " + rejections.file());
      }
    }
    out.flush();
    return 0;
  }
}
