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

  /** What members did, what is different, what would have been sent. */
  static void printFindings(JsonNode found, PrintWriter out) {
    int width =
        found
            .path("segments")
            .valueStream()
            .mapToInt(s -> s.path("id").asString().length())
            .max()
            .orElse(0);
    String segment = "%-" + Math.clamp(width, 7, WIDEST) + "s";
    String figures = " %11s %12s %13s %8s %7s%n";
    out.printf(
        "%n" + segment + figures,
        "segment",
        "median stay",
        "ordered then",
        "orders in 30d",
        "lift",
        "AUC");
    for (JsonNode s : found.path("segments")) {
      JsonNode performance = s.path("performance");
      JsonNode soon = s.path("predictive").path(0);
      out.printf(
          segment + figures,
          shortened(s.path("id").asString()),
          days(s.path("dwell").path("half")),
          percent(ratio(performance.path("ordered"), performance.path("members"))),
          percent(value(soon.path("share"))),
          decimal(value(soon.path("lift"))),
          decimal(value(soon.path("auc"))));
    }
    out.printf(
        "%nMedian stay: half of the stays last longer. Ordered then: of those who were in,%n"
            + "who ordered while in. Orders in 30d: of the days in, those that an order%n"
            + "followed within 30 days; lift: how many times as often as for everybody.%n"
            + "AUC: 0.5 tells nothing about who will order, 1 everything.%n");
    JsonNode comparison = found.path("comparison");
    if (comparison.isObject()) {
      out.printf(
          Locale.ROOT,
          "%n%,d customers are in other segments than by the active playbook.%n",
          comparison.path("differing").asLong());
    }
    if (!found.path("sequences").isEmpty()) {
      out.printf("%nSequences would have come to:%n");
    }
    for (JsonNode sequence : found.path("sequences")) {
      out.printf(
          Locale.ROOT,
          "%s: %,d runs, %,d messages to %,d customers, at most %d each%n",
          sequence.path("id").asString(),
          sequence.path("starts").asLong(),
          sequence.path("sends").valueStream().mapToLong(s -> s.path("sent").asLong()).sum(),
          sequence.path("customers").asLong(),
          sequence.path("most").asInt());
    }
    out.flush();
  }

  private static double value(JsonNode estimate) {
    return estimate.path("value").asDouble(Double.NaN);
  }

  private static double ratio(JsonNode some, JsonNode all) {
    return some.asDouble() / all.asDouble();
  }

  private static String days(JsonNode hours) {
    return hours.isNumber() ? String.format(Locale.ROOT, "%.1f d", hours.asLong() / 24.0) : "-";
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static String decimal(double number) {
    return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%.2f", number);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String shortened(String id) {
    return id.length() <= WIDEST ? id : id.substring(0, WIDEST - 1) + "…";
  }
}
