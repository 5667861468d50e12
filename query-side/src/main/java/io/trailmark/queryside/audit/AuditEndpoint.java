package io.trailmark.queryside.audit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.projection.Documents;
import io.trailmark.queryside.projection.ReadModels;
import io.trailmark.segmentation.playbook.Segment;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/audit}: what arrives, what is refused, and what segments wait for in vain. */
@RestController
class AuditEndpoint {
  private final AuditModel model;
  private final ReadModels models;
  private final Playbooks playbooks;
  private final BusinessClock clock;
  private final JdbcClient jdbc;

  AuditEndpoint(
      AuditModel model,
      ReadModels models,
      Playbooks playbooks,
      BusinessClock clock,
      JdbcClient jdbc) {
    this.model = model;
    this.models = models;
    this.playbooks = playbooks;
    this.clock = clock;
    this.jdbc = jdbc;
  }

  /**
   * What arrived.
   *
   * @param position global index up to which activities are counted
   * @param customers about how many did anything, off by 1.6% (standard error)
   * @param days of the period asked for, by when activities happened
   * @param arrivals of the same days, by when they reached us: what was refused or had come before
   * @param clocks of the same days: how far off the sources' clocks were that say when they sent
   */
  record Answer(
      long position,
      long activities,
      long customers,
      LocalDate from,
      LocalDate to,
      List<Kind> kinds,
      List<Day> days,
      List<Arrival> arrivals,
      List<Clock> clocks,
      List<Wanting> segments) {}

  /**
   * All that ever arrived of a kind from a source.
   *
   * @param first when the first of them happened
   * @param customers about how many have any
   * @param share of all customers, 0 to 1
   */
  record Kind(
      String source,
      String kind,
      long count,
      String first,
      String last,
      long customers,
      double share) {}

  record Day(String date, String source, String kind, long count) {}

  /**
   * What came on a day and was not recorded.
   *
   * @param outcome {@code duplicate} or {@code rejected}
   * @param field what was wrong with the rejected ones, empty for duplicates
   */
  record Arrival(String date, String source, String outcome, String field, long count) {}

  /**
   * How many requests came on a day from a source whose clock was so far off.
   *
   * @param skew {@code within-1m}; {@code behind-over-1m}, {@code behind-over-1h}, behind the
   *     server's clock, or slow to arrive; {@code ahead-over-1m}, {@code ahead-over-1h}
   */
  record Clock(String date, String source, String skew, long requests) {}

  /**
   * A segment that looks at kinds of which nothing ever arrived.
   *
   * @param missing these kinds
   */
  record Wanting(String segment, List<String> missing) {}

  /**
   * What arrived.
   *
   * @param from whole day in UTC, inclusive; absent: 30 days before {@code to}
   * @param to whole day in UTC, inclusive; absent: business today
   */
  @GetMapping("/api/audit")
  Answer audit(
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Parameters.Days period = Parameters.days(from, to, today, until -> until.minusDays(30));
    Document all = new Document();
    List<Document> found = new ArrayList<>();
    for (Document d : models.collection(model, AuditModel.KINDS).find()) {
      if (d.getString("_id").equals(AuditBatch.ALL)) {
        all = d;
      } else {
        found.add(d);
      }
    }
    double customers = customers(all);
    List<Kind> kinds =
        found.stream()
            .map(d -> kind(d, customers))
            .sorted(Comparator.comparing(Kind::source).thenComparing(Kind::kind))
            .toList();
    return new Answer(
        number(all, Documents.POSITION),
        number(all, "count"),
        Math.round(customers),
        period.from(),
        period.to(),
        kinds,
        days(period),
        arrivals(period, false, Arrival::new),
        arrivals(
            period,
            true,
            (date, source, outcome, skew, requests) -> new Clock(date, source, skew, requests)),
        wanting(kinds.stream().map(Kind::kind).collect(Collectors.toSet())));
  }

  private static long number(Document d, String field) {
    Long number = d.getLong(field);
    return number == null ? 0 : number;
  }

  private static double customers(Document d) {
    return AuditBatch.sketch(d.get("customers", Binary.class)).getEstimate();
  }

  private static Kind kind(Document d, double all) {
    double customers = customers(d);
    return new Kind(
        d.getString("source"),
        d.getString("kind"),
        number(d, "count"),
        Texts.instant(number(d, "first")),
        Texts.instant(number(d, "last")),
        Math.round(customers),
        Math.min(1, Math.round(customers / all * 10_000) / 10_000.0));
  }

  private List<Day> days(Parameters.Days period) {
    List<Day> days = new ArrayList<>();
    for (Document day :
        models
            .collection(model, AuditModel.DAYS)
            .find(and(gte("_id", period.from().toString()), lte("_id", period.to().toString())))) {
      for (Document d : day.getList("counts", Document.class)) {
        days.add(
            new Day(
                day.getString("_id"),
                d.getString("source"),
                d.getString("kind"),
                number(d, "count")));
      }
    }
    days.sort(Comparator.comparing(Day::date).thenComparing(Day::source).thenComparing(Day::kind));
    return days;
  }

  private interface Counted<T> {
    T of(String date, String source, String outcome, String field, long count);
  }

  private <T> List<T> arrivals(Parameters.Days period, boolean clocks, Counted<T> as) {
    return jdbc.sql(
            "select day, source, outcome, field, count from arrival where day between ? and ? and"
                + " (outcome = 'clock') = ? order by day, source, outcome, field")
        .params(List.of(period.from().toString(), period.to().toString(), clocks))
        .query(
            (row, n) ->
                as.of(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getLong(5)))
        .list();
  }

  private List<Wanting> wanting(Set<String> arrived) {
    List<Wanting> wanting = new ArrayList<>();
    for (Segment segment : playbooks.active().playbook().segments()) {
      Set<String> missing = new TreeSet<>(segment.when().kinds().names());
      missing.removeAll(arrived);
      if (!missing.isEmpty()) {
        wanting.add(new Wanting(segment.id(), List.copyOf(missing)));
      }
    }
    return wanting;
  }
}
