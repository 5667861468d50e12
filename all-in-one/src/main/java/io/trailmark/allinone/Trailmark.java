package io.trailmark.allinone;

import io.trailmark.eventstore.access.NoAccess;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code trailmark} command. Exit codes: 0 done, 1 refused or failed, 2 wrong usage. */
@Command(
    name = "trailmark",
    description = "Behavioural segmentation from a customer's recorded trail.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "Trailmark " + Trailmark.RELEASE,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ImportCommand.class,
      CheckCommand.class,
      BacktestCommand.class,
      KeyCommand.class,
      TokenCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CommandSideCommand.class,
      QuerySideCommand.class,
    })
public final class Trailmark implements Runnable {
  static final String RELEASE = "0.1.0-SNAPSHOT";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say which command.");
  }

  static CommandLine commandLine() {
    return new CommandLine(new Trailmark())
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
  }

  private static int explain(Exception e, CommandLine command) {
    if (e instanceof Refusal || e instanceof NoAccess) {
      command.getErr().println(e.getMessage());
    } else {
      command.getErr().println("Failed: " + e);
      Arrays.stream(e.getStackTrace())
          .limit(5)
          .forEach(at -> command.getErr().println("  at " + at));
    }
    command.getErr().flush();
    return 1;
  }

  /**
   * Runs one command and ends the JVM with its exit code: threads of libraries would keep it up.
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
}
