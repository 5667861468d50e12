package io.trailmark.queryside.messages;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.projection.ReadModels;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/performance?by=step}: what became of the steps that came due. */
@RestController
class PerformanceEndpoint {
  private final MessagesProjection projection;
  private final ReadModels models;
  private final Playbooks playbooks;
  private final BusinessClock clock;

  PerformanceEndpoint(
      MessagesProjection projection, ReadModels models, Playbooks playbooks, BusinessClock clock) {
    this.projection = projection;
    this.models = models;
    this.playbooks = playbooks;
    this.clock = clock;
  }

  record Answer(String by, LocalDate from, LocalDate to, List<Row> rows) {}

  /**
   * What became of the steps whose time came on these days.
   *
   * @param due those that came to an end: {@code sent + skipped + failed + unknown}
   * @param pending those that have not yet, beside {@code due}
   * @param step index of the step in the sequence, from 0
   */
  record Row(
      String sequence,
      int step,
      long due,
      long sent,
      long skipped,
      long failed,
      long unknown,
      long pending) {

    static Row none(Key key) {
      return of(key, 0, 0, 0, 0, 0);
    }

    Row plus(Document d) {
      return of(
          new Key(sequence, step),
          sent + count(d, "sent"),
          skipped + count(d, "skipped"),
          failed + count(d, "failed"),
          unknown + count(d, "unknown"),
          pending + count(d, "pending"));
    }

    private static Row of(
        Key key, long sent, long skipped, long failed, long unknown, long pending) {
      long due = sent + skipped + failed + unknown;
      return new Row(key.sequence(), key.step(), due, sent, skipped, failed, unknown, pending);
    }

    private static long count(Document d, String field) {
      Long n = d.getLong(field);
      return n == null ? 0 : n;
    }
  }

  private record Key(String sequence, int step) {}

  /**
   * @param from whole day of the playbook's zone, inclusive; absent: from the first day on
   * @param to whole day, inclusive; absent: business today
   */
  @GetMapping("/api/performance")
  Answer performance(
      @RequestParam(required = false) @Nullable String by,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    if (!"step".equals(by)) {
      throw Problem.bad(
          "by", "by is step, not " + (by == null ? "absent" : "\"" + by + "\"") + ".");
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), playbooks.active().playbook().zone());
    Parameters.Days days = Parameters.days(from, to, today, until -> LocalDate.EPOCH);
    TreeMap<Key, Row> rows =
        new TreeMap<>(Comparator.comparing(Key::sequence).thenComparing(Key::step));
    for (Document d :
        models
            .collection(projection, MessagesProjection.STEPS)
            .find(and(gte("day", days.from().toString()), lte("day", days.to().toString())))) {
      Key key = new Key(d.getString("sequence"), d.getInteger("step"));
      rows.put(key, rows.getOrDefault(key, Row.none(key)).plus(d));
    }
    return new Answer("step", days.from(), days.to(), List.copyOf(rows.values()));
  }
}
