package io.trailmark.allinone;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** A backtest on a server, followed until it has ended. */
final class FollowedBacktest {
  private static final long FIRST_PAUSE = 20;
  private static final long LONGEST_PAUSE = 250;

  private final ServerClient client;
  private final PrintWriter out;
  private volatile boolean ended;

  FollowedBacktest(ServerClient client, PrintWriter out) {
    this.client = client;
    this.out = out;
  }

  /**
   * Starts one and waits; if this program is stopped meanwhile, cancels it.
   *
   * @return the job, done
   * @throws Refusal saying why it is not
   */
  JsonNode run(String body) throws InterruptedException {
    JsonNode job = client.post("/api/backtests", "application/json", body);
    String path = "/api/backtests/" + job.path("id").asString();
    Thread cancelling = new Thread(() -> cancel(path), "cancel");
    Runtime.getRuntime().addShutdownHook(cancelling);
    JsonNode last = follow(path, job);
    ended = true;
    removed(cancelling);
    return switch (last.path("status").asString()) {
      case "done" -> last;
      case "cancelled" -> throw new Refusal("The backtest was cancelled.");
      default -> throw new Refusal("The backtest failed: " + last.path("problem").asString());
    };
  }

  private JsonNode follow(String path, JsonNode first) throws InterruptedException {
    ProgressBar bar = new ProgressBar(out);
    JsonNode job = first;
    boolean waited = false;
    for (long pause = FIRST_PAUSE; !isOver(job); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      if (!waited && pause == LONGEST_PAUSE && job.path("status").asString().equals("queued")) {
        bar.phase("Waiting for backtests that were asked before.");
        waited = true;
      }
      bar.show(job.path("progress").asDouble());
      Thread.sleep(pause);
      job = client.find(path).orElseThrow(() -> new Refusal("The backtest was deleted."));
    }
    bar.clear();
    return job;
  }

  private static boolean isOver(JsonNode job) {
    String status = job.path("status").asString();
    return !status.equals("queued") && !status.equals("running");
  }

  private void cancel(String path) {
    if (!ended) {
      try {
        client.delete(path);
        out.println();
        out.println("The backtest is cancelled.");
        out.flush();
      } catch (Refusal e) {
        System.err.println("The backtest could not be cancelled: " + e.getMessage());
      }
    }
  }

  private static void removed(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is being stopped.
    }
  }
}
