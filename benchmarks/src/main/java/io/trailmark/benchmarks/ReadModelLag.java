package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long after an activity was answered as accepted the read model shows what it did. Each
 * request holds one order of somebody new, who enters {@code recent}; {@code GET /api/segments} is
 * asked again and again for that segment's size.
 *
 * <p>Arguments: activities a second (500), seconds (60), seconds of warm-up (60), port (8098).
 */
public final class ReadModelLag {
  private static final long NOW = 1_323_475_200_000L;
  private static final int IN_A_REQUEST = 10;
  private static final int SENDERS = 4;
  private static final Pattern RECENT = Pattern.compile("\"id\":\"recent\".*?\"size\":(\\d+)");

  private ReadModelLag() {}

  public static void main(String[] args) throws Exception {
    int rate = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    int warmUp = args.length > 2 ? Integer.parseInt(args[2]) : 60;
    int port = args.length > 3 ? Integer.parseInt(args[3]) : 8098;
    Path data = Files.createTempDirectory("trailmark-lag").resolve("data");
    try (Server server = Server.start(data, port, "--now", "2011-12-10T00:00:00Z")) {
      run(server, rate, warmUp, "warm");
      double[] lags = run(server, rate, seconds, "run");
      System.out.printf(
          "read-model lag at %d activities/s over %d s: p50 %.0f ms, p99 %.0f ms, longest %.0f ms"
              + " (%,d orders)%n",
          rate,
          seconds,
          lags[lags.length / 2],
          lags[(int) (lags.length * 0.99)],
          lags[lags.length - 1],
          lags.length);
    }
  }

  /** Milliseconds from answer to sight, sorted. */
  private static double[] run(Server server, int rate, int seconds, String prefix)
      throws Exception {
    int requests = rate * seconds / IN_A_REQUEST;
    long[] answered = new long[requests];
    long[] seen = new long[requests];
    int before = size(server);
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    try (ScheduledExecutorService senders = Executors.newScheduledThreadPool(SENDERS)) {
      Runnable send =
          () -> {
            int i = next.getAndIncrement();
            if (i >= requests || failed.get()) {
              return;
            }
            try {
              if (Server.number(server.post("/v1/activities", body(prefix, i)).body(), "accepted")
                  != IN_A_REQUEST) {
                failed.set(true);
              }
              answered[i] = System.nanoTime();
            } catch (Exception e) {
              failed.set(true);
            }
          };
      long each = 1_000_000_000L * IN_A_REQUEST / rate;
      for (int s = 0; s < SENDERS; s++) {
        senders.scheduleAtFixedRate(send, s * each, SENDERS * each, TimeUnit.NANOSECONDS);
      }
      for (int shown = 0; shown < requests; ) {
        int now = size(server) - before;
        long at = System.nanoTime();
        for (; shown < now; shown++) {
          seen[shown] = at;
        }
        if (failed.get()) {
          throw new IllegalStateException("an activity was not accepted");
        }
        Thread.sleep(2);
      }
    }
    Arrays.sort(answered);
    double[] lags = new double[requests];
    for (int i = 0; i < requests; i++) {
      lags[i] = Math.max(0, seen[i] - answered[i]) / 1e6;
    }
    Arrays.sort(lags);
    return lags;
  }

  private static int size(Server server) throws Exception {
    Matcher m = RECENT.matcher(server.get("/api/segments").body());
    if (!m.find()) {
      throw new IllegalStateException("no segment `recent`");
    }
    return Integer.parseInt(m.group(1));
  }

  private static String body(String prefix, int request) {
    List<Activity> batch = new ArrayList<>();
    batch.add(
        new Activity(
            prefix + "-order-" + request,
            prefix + "-buyer-" + request,
            "order_placed",
            NOW - 1,
            1_000L));
    for (int i = 1; i < IN_A_REQUEST; i++) {
      batch.add(
          new Activity(
              prefix + "-view-" + request + "-" + i,
              "visitor-" + (request * 7 + i * 131) % 20_000,
              "product_viewed",
              NOW - i,
              null));
    }
    return Server.batch(batch);
  }
}
