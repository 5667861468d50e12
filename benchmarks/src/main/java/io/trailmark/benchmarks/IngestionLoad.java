package io.trailmark.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What sources send, over some connections at once.
 *
 * @param customers whom activities are of
 */
record IngestionLoad(int customers, int connections) {
  static final int BATCH = 500;

  /** Business time of the servers. */
  static final long NOW = 1_323_475_200_000L;

  private static final int CUSTOMERS_OF_A_BATCH = 200;
  private static final int WARM_UP_REQUESTS = 40;

  /** Keeps a server busy for some seconds: until then a JVM compiles. */
  void warmUp(Server server, int seconds) throws Exception {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int i = 0; System.nanoTime() < end; i++) {
      post(server, bodies(WARM_UP_REQUESTS, "warm-" + customers + "-" + i, -1 - i));
    }
  }

  /**
   * Bodies of requests of {@value #BATCH} activities for {@value #CUSTOMERS_OF_A_BATCH} customers.
   *
   * @param prefix of their message ids
   */
  List<byte[]> bodies(int requests, String prefix, long seed) {
    Random random = new Random(seed);
    List<byte[]> bodies = new ArrayList<>();
    for (int r = 0; r < requests; r++) {
      int[] some = random.ints(CUSTOMERS_OF_A_BATCH, 0, customers).toArray();
      List<Activity> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        int dice = random.nextInt(100);
        String kind =
            dice < 4
                ? "order_placed"
                : dice < 12 ? "cart_item_added" : dice < 22 ? "message_opened" : "product_viewed";
        batch.add(
            new Activity(
                prefix + "-" + r + "-" + i,
                "b" + some[i % CUSTOMERS_OF_A_BATCH],
                kind,
                NOW - random.nextLong(30 * 86_400_000L),
                dice < 4 ? (long) random.nextInt(10_000) : null));
      }
      bodies.add(Server.batch(batch).getBytes(UTF_8));
    }
    return bodies;
  }

  /** Posts all, and fails where one is not accepted whole. */
  void post(Server server, List<byte[]> bodies) throws Exception {
    ConcurrentLinkedQueue<byte[]> todo = new ConcurrentLinkedQueue<>(bodies);
    connected(
        server,
        client -> {
          for (byte[] body = todo.poll(); body != null; body = todo.poll()) {
            accepted(client.post(body), BATCH);
          }
        });
  }

  static void accepted(Server.Answer answer, int n) {
    if (answer.status() != 200 || Server.number(answer.body(), "accepted") != n) {
      throw new IllegalStateException(answer.toString());
    }
  }

  interface Work {
    void with(LeanClient client) throws IOException;
  }

  /** Does some work on each connection at once. */
  void connected(Server server, Work work) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(connections)) {
      List<Future<?>> running = new ArrayList<>();
      for (int c = 0; c < connections; c++) {
        running.add(
            clients.submit(
                () -> {
                  try (LeanClient client = server.lean()) {
                    work.with(client);
                  }
                  return null;
                }));
      }
      for (Future<?> f : running) {
        f.get();
      }
    }
  }
}
