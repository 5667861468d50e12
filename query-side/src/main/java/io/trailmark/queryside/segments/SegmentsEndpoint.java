package io.trailmark.queryside.segments;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.queryside.customers.CustomersProjection;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.projection.ReadModels;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/segments}, {@code /api/segments/{id}} and {@code …/days}. */
@RestController
class SegmentsEndpoint {
  private final CustomersProjection projection;
  private final ReadModels models;
  private final Playbooks playbooks;
  private final Lookup lookup;
  private final BusinessClock clock;

  SegmentsEndpoint(
      CustomersProjection projection,
      ReadModels models,
      Playbooks playbooks,
      Lookup lookup,
      BusinessClock clock) {
    this.projection = projection;
    this.models = models;
    this.playbooks = playbooks;
    this.lookup = lookup;
    this.clock = clock;
  }

  /** Finds segments of the playbook in force. */
  @Component
  static class Lookup {

    /**
     * @throws org.springframework.web.ErrorResponseException 404 if the playbook has no such
     *     segment
     */
    Segment segment(Playbook playbook, String id) {
      return playbook.segments().stream()
          .filter(s -> s.id().equals(id))
          .findFirst()
          .orElseThrow(
              () ->
                  Problem.notFound(
                      "id",
                      "The playbook in force has no segment \"" + id + "\".",
                      playbook.segments().stream().map(Segment::id).toList()));
    }
  }

  /**
   * @param now business time
   * @param position global index of the last event that changed a size
   */
  record Answer(String playbook, int version, String now, long position, List<Row> segments) {}

  /**
   * @param size customers in it
   * @param primarySize customers to whom it speaks: it is the first of theirs
   */
  record Row(
      String id, String name, long size, long primarySize, List<String> send, List<String> avoid) {}

  /** Segments in the playbook's order of priority. */
  @GetMapping("/api/segments")
  Answer segments() {
    Playbooks.Active active = playbooks.active();
    Document sizes = sizes();
    Long position = sizes.getLong("position");
    return new Answer(
        active.playbook().name(),
        active.version(),
        Texts.instant(clock.millis()),
        position == null ? 0 : position,
        active.playbook().segments().stream().map(s -> row(s, sizes)).toList());
  }

  @GetMapping("/api/segments/{id}")
  Row segment(@PathVariable String id) {
    return row(lookup.segment(playbooks.active().playbook(), id), sizes());
  }

  private Document sizes() {
    Document sizes =
        models
            .collection(projection, CustomersProjection.SEGMENTS)
            .find(eq("_id", CustomersProjection.SIZES))
            .first();
    return sizes == null ? new Document() : sizes;
  }

  private static Row row(Segment segment, Document sizes) {
    return new Row(
        segment.id(),
        segment.name(),
        count(sizes, "size", segment.id()),
        count(sizes, "primary", segment.id()),
        segment.send(),
        segment.avoid());
  }

  private static long count(Document document, String field, String key) {
    Document counts = document.get(field, Document.class);
    Long count = counts == null ? null : counts.getLong(key);
    return count == null ? 0 : count;
  }

  record Days(String segment, LocalDate from, LocalDate to, List<Day> days) {}

  /**
   * @param size customers in it at the end of the day; of today, so far
   * @param entered of them, those who were not in it at the end of the day before
   * @param left those who were in it at the end of the day before and are not at the end of this
   */
  record Day(String date, long size, long entered, long left) {}

  /**
   * One row for each day; later days than business today have none.
   *
   * @param from whole day of the playbook's zone, inclusive; absent: 30 days before {@code to}
   * @param to whole day, inclusive; absent: business today
   */
  @GetMapping("/api/segments/{id}/days")
  Days days(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    Playbook playbook = playbooks.active().playbook();
    Segment segment = lookup.segment(playbook, id);
    LocalDate today = LocalDate.ofInstant(clock.instant(), playbook.zone());
    Parameters.Days asked = Parameters.days(from, to, today, until -> until.minusDays(30));
    LocalDate last = asked.to().isAfter(today) ? today : asked.to();

    Map<YearMonth, Document> months = months(segment.id(), last);
    long size = 0;
    for (var month : months.entrySet()) {
      size += netBefore(month.getKey(), month.getValue(), asked.from());
    }
    List<Day> days = new ArrayList<>();
    for (LocalDate day = asked.from(); !day.isAfter(last); day = day.plusDays(1)) {
      Document month = months.getOrDefault(YearMonth.from(day), new Document());
      long entered = count(month, key(day), "entered");
      long left = count(month, key(day), "left");
      size += entered - left;
      days.add(new Day(day.toString(), size, entered, left));
    }
    return new Days(segment.id(), asked.from(), asked.to(), days);
  }

  private Map<YearMonth, Document> months(String segment, LocalDate last) {
    Map<YearMonth, Document> months = new HashMap<>();
    String newest = CustomersProjection.month(segment, last);
    for (Document month :
        models
            .collection(projection, CustomersProjection.DAYS)
            .find(and(gte("_id", segment + "|"), lte("_id", newest)))) {
      months.put(YearMonth.parse(month.getString("_id").substring(segment.length() + 1)), month);
    }
    return months;
  }

  private static long netBefore(YearMonth month, Document days, LocalDate before) {
    long net = 0;
    for (int d = 1; d <= month.lengthOfMonth(); d++) {
      LocalDate day = month.atDay(d);
      if (day.isBefore(before)) {
        net += count(days, key(day), "entered") - count(days, key(day), "left");
      }
    }
    return net;
  }

  private static String key(LocalDate day) {
    return "%02d".formatted(day.getDayOfMonth());
  }
}
