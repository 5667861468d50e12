package io.trailmark.allinone;

import io.trailmark.eventstore.backup.BadBackup;
import io.trailmark.eventstore.backup.Restore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "restore",
    description = {
      "Makes a new data folder from a backup, of this release or an earlier one.",
      "What was due until now is not sent by it: the server that was backed up may have sent it."
    },
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "What backup wrote.")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The new data folder: there is none yet, or an empty one.")
  private Path data = Path.of("");

  @Option(
      names = "--sent-until",
      paramLabel = "INSTANT",
      description = {
        "Business time up to which what was due counts as sent (default: business time now, had the"
            + " server gone on).",
        "Earlier, if you know when it stopped; far ahead, if it goes on beside this copy."
      })
  private @Nullable Instant sentUntil;

  @Override
  public Integer call() {
    try (Restore backup = Restore.open(file)) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "Restoring %,d rows as of %s ...%n",
          backup.manifest().rows(), backup.manifest().takenAt());
      out.flush();
      Instant until = restored(backup);
      out.printf(
          "%s is restored. What was due up to %s is not sent by it. To start it:%n"
              + "  trailmark serve --data %s%n",
          data, until, data);
      out.flush();
      return 0;
    } catch (NoSuchFileException e) {
      throw new Refusal("There is no file " + file + ".", e);
    } catch (BadBackup e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    } catch (IOException | SQLException | FlywayException e) {
      throw new Refusal(
          "The restore failed, and nothing starts on "
              + data
              + ": run it again, or delete the folder. "
              + e.getMessage(),
          e);
    }
  }

  private Instant restored(Restore backup) throws IOException, SQLException, BadBackup {
    try (DataFolder folder = DataFolder.openForRestore(data)) {
      Instant until;
      try (OpenedDatabase database = OpenedDatabase.start(folder)) {
        until = backup.into(database.source(), sentUntil);
      }
      folder.restored();
      return until;
    }
  }
}
