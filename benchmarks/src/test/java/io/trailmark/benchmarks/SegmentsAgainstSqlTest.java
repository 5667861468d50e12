package io.trailmark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half the behaviour by import, half live in random order: segments equal an independent SQL
 * computation.
 */
class SegmentsAgainstSqlTest {
  private static final long NOW = 1_323_475_200_000L;

  @Test
  void agreesCustomerByCustomer(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("SegmentsAgainstSqlTest seed " + seed);
    List<Activity> made = new ActivityGenerator(seed, NOW, 400).make(12_000);
    int half = made.size() / 2;
    try (ServerSocket free = new ServerSocket(0)) {
      int port = free.getLocalPort();
      free.close();
      try (Server server =
          Server.start(folder.resolve("data"), port, "--now", "2011-12-10T00:00:00Z")) {
        server.importHistory(made.subList(0, half));
        Random random = new Random(seed);
        for (int i = half; i < made.size(); ) {
          int next = Math.min(made.size(), i + 1 + random.nextInt(300));
          List<Activity> batch = new ArrayList<>(made.subList(i, next));
          if (random.nextBoolean()) {
            batch.addAll(made.subList(Math.max(half, i - 20), i));
          }
          assertThat(server.post("/v1/activities", Server.batch(batch)).body())
              .contains("\"rejected\":[]");
          i = next;
        }
        assertThat(Compare.segments(server, made)).isTrue();
      }
    }
  }
}
