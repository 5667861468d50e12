package io.trailmark.allinone;

import io.trailmark.commandside.CommandSideApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
    name = "command-side",
    description = {
      "Runs the command side alone, on a PostgreSQL given by SPRING_DATASOURCE_URL, _USERNAME and"
          + " _PASSWORD.",
      "Settings are Spring's, from the environment or as --name=value."
    },
    mixinStandardHelpOptions = true)
final class CommandSideCommand implements Callable<Integer> {
  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    CommandSideApplication.main(settings.toArray(String[]::new));
    new CountDownLatch(1).await();
    return 0;
  }
}
