package io.trailmark.allinone;

import io.trailmark.segmentation.playbook.Playbook;
import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What a backtest came to, for a terminal of 80 columns. */
final class BacktestTable {
  private static final int WIDEST = 24;

  private BacktestTable() {}

  static void print(Playbook playbook, JsonNode job, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "Playbook \"%s\", %s to %s (%s)%n%,d activities in %.2f s%n%n",
        playbook.name(),
        job.path("from").asString(),
        job.path("to").asString(),
        job.path("zone").asString(),
        job.path("activities").asLong(),
        job.path("tookMillis").asLong() / 1000.0);
    int width =
        job.path("segments")
            .valueStream()
            .mapToInt(s -> s.path("segment").asString().length())
            .max()
            .orElse(0);
    String segment = "%-" + Math.clamp(width, 7, WIDEST) + "s";
    String figures = " %10s %10s %9s %9s %10s%n";
    out.printf(segment + figures, "segment", "first day", "last day", "change", "entered", "left");
    for (JsonNode s : job.path("segments")) {
      long first = s.path("first").asLong();
      long last = s.path("last").asLong();
      out.printf(
          segment + figures,
          shortened(s.path("segment").asString()),
          number(first),
          number(last),
          (last > first ? "+" : "") + number(last - first),
          number(s.path("entered").asLong()),
          number(s.path("left").asLong()));
    }
    out.printf(
        "%nFirst and last day: how many were in at its end. Entered, left: over all days.%n");
    out.flush();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String shortened(String id) {
    return id.length() <= WIDEST ? id : id.substring(0, WIDEST - 1) + "…";
  }
}
