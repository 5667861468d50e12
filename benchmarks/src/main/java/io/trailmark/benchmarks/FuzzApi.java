package io.trailmark.benchmarks;

import io.trailmark.benchmarks.api.ApiDescription;
import io.trailmark.benchmarks.api.Fuzz;
import io.trailmark.benchmarks.api.FuzzCases;
import io.trailmark.benchmarks.api.RawHttp;
import io.trailmark.benchmarks.api.Vendors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends requests made from {@code /openapi.json} to break the API, and checks every answer, the
 * log, and that what was acknowledged is there: {@code FuzzApi [cases 50000] [seed] [port 0] [first
 * 0]}. The same seed and number make the same case.
 */
public final class FuzzApi {
  private static final String NOW = "2011-12-10T00:00:00Z";
  private static final int PART = 250;

  private final Server server;
  private final Path log;
  private final Vendors vendors;
  private final List<String> kept = new ArrayList<>();

  FuzzApi(Server server, Path data, Vendors vendors) {
    this.server = server;
    this.log = data.resolve("trailmark.log");
    this.vendors = vendors;
  }

  public static void main(String[] args) throws Exception {
    int cases = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    int port = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    int first = args.length > 3 ? Integer.parseInt(args[3]) : 0;
    Path data = Files.createTempDirectory("fuzz").resolve("data");
    Vendors vendors = new Vendors();
    List<String> problems;
    try (Server server = Server.start(data, port, vendors.environment(), "--now", NOW)) {
      problems = new FuzzApi(server, data, vendors).run(first, cases, seed);
    }
    problems.forEach(System.out::println);
    System.out.println(problems.size() + " problems; the log is in " + data);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  /** Sends so many cases; what it returns is wrong. */
  List<String> run(int first, int cases, long seed) throws IOException, InterruptedException {
    long start = System.nanoTime();
    System.out.println("seed " + seed);
    ApiDescription api = new ApiDescription(server.get("/openapi.json").body());
    Fuzz fuzz =
        new Fuzz(
            new FuzzCases(api, vendors, server.authorization(), seed), new RawHttp(server.port()));
    List<Fuzz.Finding> findings = List.of();
    for (int from = first; from < first + cases; from += PART) {
      keep("kept-" + from);
      findings = fuzz.run(from, Math.min(from + PART, first + cases));
    }
    List<String> problems = new ArrayList<>();
    findings.forEach(finding -> problems.add(finding.toString()));
    problems.addAll(lost());
    problems.addAll(logged());
    System.out.printf(
        "%d cases in %d s, statuses %s%n",
        cases, Duration.ofNanos(System.nanoTime() - start).toSeconds(), fuzz.statuses());
    return problems;
  }

  /** The server still records what is right. */
  private void keep(String customer) throws IOException, InterruptedException {
    Server.Answer answer = server.post("/v1/activities", order(customer));
    if (answer.status() != 200 || !answer.body().contains("\"accepted\":1")) {
      throw new IllegalStateException("The server does not serve any more: " + answer);
    }
    kept.add(customer);
  }

  private static String order(String customer) {
    return """
    {"activities":[{"messageId":"%s","customerId":"%s","kind":"order_placed",\
    "occurredAt":"2011-12-01T00:00:00Z","properties":{"amount":"1.00"}}]}\
    """
        .formatted(customer, customer);
  }

  private List<String> lost() throws IOException, InterruptedException {
    List<String> lost = new ArrayList<>();
    for (String customer : kept) {
      String again = server.post("/v1/activities", order(customer)).body();
      String timeline = server.get("/api/customers/" + customer + "/timeline").body();
      if (!again.contains("\"duplicates\":1") || !timeline.contains("order_placed")) {
        lost.add(customer + " is lost: " + again + timeline);
      }
    }
    return lost;
  }

  /** What the server did not foresee. */
  private List<String> logged() throws IOException {
    List<String> logged = new ArrayList<>();
    List<String> lines = Files.readAllLines(log);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(" ERROR ") || lines.get(i).startsWith("\tat io.trailmark.")) {
        logged.add("log: " + lines.get(i));
      }
    }
    return logged.stream().distinct().limit(50).toList();
  }
}
