package io.trailmark.benchmarks.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether anything is left to do at this business time: reviews, surveys, deadlines, sagas and
 * messages. It looks at the tables and at how far the processors are, so it knows nothing of what
 * moves them.
 */
final class Due {
  private static final long DAY = 86_400_000L;
  private static final long STUCK = 120_000_000_000L;

  /** Machine milliseconds between a node's looks whether anything is due. */
  static final long PAUSE = 5;

  /** What makes customers due after a survey does so again when older transactions have ended. */
  private static final long AFTER_SURVEY = 20 * PAUSE;

  private final List<Node> nodes;
  private final JdbcClient jdbc;
  private final boolean queues;
  private long seen;
  private long last;
  private long lastOfSagas;
  private long lastOfDelivery;
  private long lastSurvey = Long.MIN_VALUE;
  private final Set<String> open = new HashSet<>();

  Due(List<Node> nodes) {
    this.nodes = nodes;
    this.jdbc = nodes.getFirst().jdbc();
    this.queues =
        jdbc.sql("select to_regclass('delivery') is not null").query(Boolean.class).single();
  }

  /**
   * Waits until nothing is left to do at {@code now}.
   *
   * @throws IllegalStateException saying what does not come to an end within two minutes
   */
  void await(long now) throws InterruptedException {
    long end = System.nanoTime() + STUCK;
    long survey = lastSurvey;
    long before = -1;
    // Twice, with nothing recorded between: a saga may have set a deadline while it was looked at.
    for (String left = left(now); !left.isEmpty() || before != last; left = left(now)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("does not come to an end: " + left);
      }
      before = left.isEmpty() ? last : -1;
      Thread.sleep(left.isEmpty() ? 0 : 5);
    }
    if (survey != lastSurvey) {
      Thread.sleep(AFTER_SURVEY);
      await(now);
    }
  }

  /** When something is due next, {@link Long#MAX_VALUE} if nothing is. */
  long next() {
    String awaits = queues ? " union all select min(awaits) from delivery where not parked" : "";
    return jdbc.sql(
            "select coalesce(min(at), 9223372036854775807) from (select min(due) as at from"
                + " customer where import_id is null union all select min(due) from deadline where"
                + " not parked"
                + awaits
                + ") x")
        .query(Long.class)
        .single();
  }

  /**
   * What is left, empty: nothing. In this order: what reviews and deadlines leave to do was
   * recorded by the time that they are gone, and what sagas leave by the time that their processor
   * is there.
   */
  private String left(long now) {
    long reviews = count("select count(*) from customer where due <= ? and import_id is null", now);
    long deadlines = count("select count(*) from deadline where due <= ? and not parked", now);
    if (reviews + deadlines > 0) {
      return reviews + " reviews, " + deadlines + " deadlines";
    }
    look();
    if (lastSurvey < Math.floorDiv(now, DAY) * DAY) {
      return "the survey";
    }
    for (Map.Entry<String, Long> processor :
        Map.of("sequences", lastOfSagas, "delivery", lastOfDelivery).entrySet()) {
      if (!hasCome(processor.getKey(), processor.getValue())) {
        return "processor " + processor.getKey();
      }
    }
    List<String> messages = underway(now);
    return messages.isEmpty() ? "" : messages.size() + " messages, like " + messages.getFirst();
  }

  private long count(String sql, long now) {
    return jdbc.sql(sql).param(now).query(Long.class).single();
  }

  private List<String> underway(long now) {
    List<String> left = new ArrayList<>(open);
    if (!left.isEmpty() && queues) {
      left.removeAll(
          jdbc.sql("select item from delivery where awaits > ? or parked")
              .param(now)
              .query(String.class)
              .list());
    }
    return left;
  }

  /** Takes in what was recorded since; it may look at some events again. */
  private void look() {
    List<Seen> events =
        jdbc.sql(
                "select global_index, regexp_replace(payload_type, '.*\\.', '') as type,"
                    + " e->>'run' || '/' || (e->>'step') as message, (e->>'asOf')::bigint as as_of"
                    + " from (select global_index, payload_type, convert_from(payload,"
                    + " 'UTF8')::json as e from domain_event where global_index > ? and"
                    + " payload_type ~ '\\.(Run|Message|StepPostponed|SurveyTaken)') x order by"
                    + " global_index")
            .param(seen)
            .query(
                (row, n) ->
                    new Seen(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4)))
            .list();
    events.forEach(this::take);
  }

  private record Seen(long index, String type, String message, long asOf) {}

  private void take(Seen event) {
    last = Math.max(last, event.index());
    switch (event.type()) {
      case "SurveyTaken" -> lastSurvey = Math.max(lastSurvey, event.asOf());
      case "MessageIntended" -> {
        open.add(event.message());
        lastOfDelivery = Math.max(lastOfDelivery, event.index());
      }
      case "MessageSent", "MessageSkipped", "MessageFailed", "MessageUnknown" ->
          open.remove(event.message());
      case "RunStarted", "RunAdvanced", "RunEnded", "StepPostponed" ->
          lastOfSagas = Math.max(lastOfSagas, event.index());
      default -> {}
    }
  }

  /** Everything recorded by now was taken in: nothing that is left to do can come before it. */
  void forget() {
    seen = last;
  }

  private boolean hasCome(String processor, long to) {
    Map<Integer, Long> positions = new HashMap<>();
    for (Node node : nodes) {
      node.bean(EventProcessingConfiguration.class)
          .eventProcessor(processor, StreamingEventProcessor.class)
          .ifPresent(
              p ->
                  p.processingStatus()
                      .forEach(
                          (segment, status) -> {
                            var token = status.getTrackingToken();
                            OptionalLong at =
                                token == null ? OptionalLong.empty() : token.position();
                            positions.merge(segment, at.orElse(-1), Math::max);
                          }));
    }
    int segments =
        jdbc.sql("select count(*) from token_entry where processor_name = ?")
            .param(processor)
            .query(Integer.class)
            .single();
    return positions.size() >= segments && positions.values().stream().allMatch(at -> at >= to);
  }
}
