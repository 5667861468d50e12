package io.trailmark.allinone;

import io.trailmark.queryside.QuerySideApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(
    name = "query-side",
    description = {
      "Runs the query side alone, on a PostgreSQL given by SPRING_DATASOURCE_URL, _USERNAME,"
          + " _PASSWORD and a MongoDB given by SPRING_MONGODB_URI.",
      "Settings are Spring's, from the environment or as --name=value."
    },
    mixinStandardHelpOptions = true)
final class QuerySideCommand implements Callable<Integer> {
  @Unmatched private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    QuerySideApplication.main(settings.toArray(String[]::new));
    new CountDownLatch(1).await();
    return 0;
  }
}
