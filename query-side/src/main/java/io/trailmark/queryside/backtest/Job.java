package io.trailmark.queryside.backtest;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A backtest as it is stored.
 *
 * @param id a number, greater for what was asked later
 * @param revision grows with every change, each of which is made to the revision that was read
 * @param node that runs it or did
 * @param attempt which time it is being run, from 1; 0 before
 * @param problem why it failed
 */
record Job(
    String id,
    long revision,
    Status status,
    Asked asked,
    double progress,
    @Nullable String node,
    int attempt,
    @Nullable Long started,
    @Nullable Long ended,
    @Nullable String problem,
    @Nullable Outcome outcome) {

  /**
   * What is known when it is done.
   *
   * @param position of the log up to which the history went
   * @param tookMillis machine time from the start of this attempt until all was stored
   * @param parts numbers of the documents that each part of the result is in
   */
  record Outcome(
      long position,
      long activities,
      long tookMillis,
      Map<String, List<Integer>> parts,
      List<SegmentSummary> segments) {}

  static Document queued(String id, Asked asked) {
    return new Document("_id", id)
        .append("revision", 0L)
        .append("status", Status.QUEUED.text())
        .append("text", asked.text())
        .append("name", asked.name())
        .append("zone", asked.zone())
        .append("currency", asked.currency())
        .append("version", asked.version())
        .append("active", asked.active())
        .append("from", asked.from().toString())
        .append("to", asked.to().toString())
        .append("asked", asked.at())
        .append("progress", 0.0)
        .append("attempt", 0);
  }

  static Job of(Document d) {
    String text = d.getString("text");
    return new Job(
        d.getString("_id"),
        d.getLong("revision"),
        Status.of(d.getString("status")),
        new Asked(
            text == null ? "" : text,
            d.getString("name"),
            d.getString("zone"),
            d.getString("currency"),
            d.getInteger("version"),
            d.getInteger("active"),
            LocalDate.parse(d.getString("from")),
            LocalDate.parse(d.getString("to")),
            d.getLong("asked")),
        d.getDouble("progress"),
        d.getString("node"),
        d.getInteger("attempt"),
        d.getLong("started"),
        d.getLong("ended"),
        d.getString("problem"),
        d.containsKey("position") ? outcome(d) : null);
  }

  private static Outcome outcome(Document d) {
    Map<String, List<Integer>> parts = new HashMap<>();
    Document stored = d.get("parts", Document.class);
    if (stored != null) {
      stored.keySet().forEach(name -> parts.put(name, stored.getList(name, Integer.class)));
    }
    return new Outcome(
        d.getLong("position"),
        d.getLong("activities"),
        d.getLong("tookMillis"),
        parts,
        d.getList("segments", Document.class).stream().map(SegmentSummary::of).toList());
  }

  static Document changes(Outcome outcome) {
    return new Document("position", outcome.position())
        .append("activities", outcome.activities())
        .append("tookMillis", outcome.tookMillis())
        .append("parts", new Document(new HashMap<>(outcome.parts())))
        .append("segments", outcome.segments().stream().map(SegmentSummary::document).toList());
  }
}
