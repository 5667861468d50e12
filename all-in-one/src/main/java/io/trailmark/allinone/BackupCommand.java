package io.trailmark.allinone;

import io.trailmark.eventstore.backup.Backup;
import io.trailmark.eventstore.backup.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "backup",
    description = {
      "Writes all that PostgreSQL keeps to one file, as of one instant, while the server runs or"
          + " not.",
      "The file holds the contact book and all secrets: keep it as you keep the folder. Read models"
          + " are not in it, they are rebuilt; neither are stored backtests."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A new file, for example trailmark.zip.")
  private Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data folder (default: the PostgreSQL given by SPRING_DATASOURCE_URL, _USERNAME and"
              + " _PASSWORD, else ./data).")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    try (OpenedDatabase database = OpenedDatabase.open(data, System.getenv());
        Connection connection = database.connect()) {
      told(Backup.write(connection, file, Trailmark.RELEASE));
      return 0;
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(file + " exists already: name a new file.", e);
    } catch (IOException | SQLException e) {
      throw new Refusal("No backup was made: " + e.getMessage(), e);
    }
  }

  private void told(Manifest backup) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s holds %,d rows as of %s (business time %s), schema %s.%n",
        file,
        backup.rows(),
        backup.takenAt(),
        Instant.ofEpochMilli(backup.businessTime()),
        backup.schema());
    out.flush();
  }
}
