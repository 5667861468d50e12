package io.trailmark.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether recording gets slower with many customers, and whether memory grows. Batches are recorded
 * for 10,000 customers; then a history of one activity of each of a million is imported by {@code
 * trailmark import}; then batches are recorded for all of these; then for some minutes, at about
 * half of that rate, with the live heap of the server each minute.
 *
 * <p>Arguments: customers (1000000), seconds of warm-up before each measurement (60), requests
 * (300), minutes (10), connections (16), port (8098).
 */
public final class IngestionScale {
  private static final int FEW = 10_000;

  private IngestionScale() {}

  public static void main(String[] args) throws Exception {
    int customers = Arguments.number(args, 0, 1_000_000);
    int warmUp = Arguments.number(args, 1, 60);
    int requests = Arguments.number(args, 2, 300);
    int minutes = Arguments.number(args, 3, 10);
    int connections = Arguments.number(args, 4, 16);
    int port = Arguments.number(args, 5, 8098);
    Path folder = Files.createTempDirectory("trailmark-scale");
    try (Server server =
        Server.start(folder.resolve("data"), port, "--now", "2011-12-10T00:00:00Z")) {
      double few = rate(server, new IngestionLoad(FEW, connections), warmUp, requests, "few");
      importAll(server, folder.resolve("history.ndjson"), customers);
      IngestionLoad all = new IngestionLoad(customers, connections);
      double many = rate(server, all, warmUp, requests, "many");
      System.out.printf(
          "with %,d instead of %,d customers: %.2f of the rate%n", customers, FEW, many / few);
      soak(server, all, many / 2, minutes);
    }
  }

  private static double rate(
      Server server, IngestionLoad load, int warmUp, int requests, String prefix) throws Exception {
    load.warmUp(server, warmUp);
    server.awaitProjected();
    List<byte[]> bodies = load.bodies(requests, prefix, 1);
    long start = System.nanoTime();
    load.post(server, bodies);
    double answered = Elapsed.seconds(start);
    server.awaitProjected();
    double n = (double) requests * IngestionLoad.BATCH;
    System.out.printf(
        "%,d customers: %,.0f activities/s answered, %,.0f projected%n",
        load.customers(), n / answered, n / Elapsed.seconds(start));
    return n / Elapsed.seconds(start);
  }

  private static void importAll(Server server, Path file, int customers) throws Exception {
    try (var out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < customers; i++) {
        Activity a =
            new Activity(
                "h" + i,
                "b" + i,
                i % 20 == 0 ? "order_placed" : "product_viewed",
                IngestionLoad.NOW - 86_400_000L * (1 + i % 400),
                i % 20 == 0 ? 1_000L + i % 5_000 : null);
        out.write(a.json());
        out.newLine();
      }
    }
    long start = System.nanoTime();
    server.command("import", file.toString());
    System.out.printf(
        "import of %,d activities, reviewed, surveyed and projected: %.0f s, %,.0f/s%n",
        customers, Elapsed.seconds(start), customers / Elapsed.seconds(start));
  }

  private static void soak(Server server, IngestionLoad load, double rate, int minutes)
      throws Exception {
    List<Long> heaps = new ArrayList<>();
    long start = System.nanoTime();
    int sent = 0;
    for (int minute = 1; minute <= minutes; minute++) {
      while (Elapsed.seconds(start) < 60.0 * minute) {
        load.post(server, load.bodies(load.connections(), "soak-" + sent, sent));
        sent += load.connections();
        double due = sent * (double) IngestionLoad.BATCH / rate;
        Thread.sleep((long) Math.max(0, 1_000 * (due - Elapsed.seconds(start))));
      }
      heaps.add(server.liveHeap());
      System.out.printf(
          "minute %d: %,d activities, live heap %,d MB%n",
          minute, sent * (long) IngestionLoad.BATCH, heaps.getLast() >> 20);
    }
  }
}
