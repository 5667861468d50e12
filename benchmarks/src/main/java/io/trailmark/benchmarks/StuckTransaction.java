package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/**
 * Holds a transaction open that drew an event's index, while others record; then commits it.
 * Appends must not notice, and every projection must have seen everything in the end.
 *
 * <p>Arguments: seconds to hold (90), port (8097).
 */
public final class StuckTransaction {
  private static final long NOW = 1_323_475_200_000L;

  private StuckTransaction() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 90;
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8097;
    System.out.printf("a transaction is held open for %d s while others commit%n", seconds);
    Path data = Files.createTempDirectory("trailmark-stuck").resolve("data");
    boolean right;
    try (Server server = Server.start(data, port, "--now", "2011-12-10T00:00:00Z")) {
      List<Activity> made = new ActivityGenerator(7, NOW, 500).make(seconds * 100);
      try (Connection stuck = server.database()) {
        stuck.setAutoCommit(false);
        stuck
            .createStatement()
            .execute(
                "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                    + " payload_type, payload) values ('stuck', 0, 'Customer', 1000,"
                    + " 'io.trailmark.sharedevents.MembershipsReviewed',"
                    + " convert_to('{\"customer\":\"stuck\",\"upTo\":0}', 'UTF8'))");
        long slowest = 0;
        for (int i = 0; i < seconds; i++) {
          long start = System.nanoTime();
          Server.Answer answer =
              server.post("/v1/activities", Server.batch(made.subList(i * 100, i * 100 + 100)));
          if (Server.number(answer.body(), "accepted") != 100) {
            throw new IllegalStateException(answer.toString());
          }
          slowest = Math.max(slowest, System.nanoTime() - start);
          Thread.sleep(Math.max(0, 1_000 - (System.nanoTime() - start) / 1_000_000));
        }
        System.out.printf("slowest append meanwhile: %,d ms%n", slowest / 1_000_000);
        stuck.commit();
      }
      long start = System.nanoTime();
      server.awaitProjected();
      System.out.printf(
          "projections caught up %.1f s after the commit%n", (System.nanoTime() - start) / 1e9);
      right = Compare.segments(server, made);
    }
    System.out.println(right ? "RIGHT" : "WRONG");
    System.exit(right ? 0 : 1);
  }
}
