package io.trailmark.queryside.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.Identities;
import io.trailmark.queryside.customers.CustomerHistory.Activity;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.web.Parameters;
import io.trailmark.queryside.web.Problem;
import io.trailmark.queryside.web.Texts;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.SegmentEntered;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /api/customers/{id}} and {@code …/timeline}, with {@code id} as the source calls the
 * customer, or the internal key. Both are read from the customer's own events.
 */
@RestController
class CustomerEndpoint {
  private final EventStore events;
  private final Identities identities;
  private final Playbooks playbooks;
  private final BusinessClock clock;

  CustomerEndpoint(
      EventStore events, Identities identities, Playbooks playbooks, BusinessClock clock) {
    this.events = events;
    this.identities = identities;
    this.playbooks = playbooks;
    this.clock = clock;
  }

  /**
   * @param memberships in the playbook's order
   * @param nextChange the first instant at which a membership could change with no new activity and
   *     no new survey; null if none
   * @param awaitsReview true while imported history has not been reviewed: memberships follow
   */
  record Answer(
      String customer,
      @Nullable String primary,
      List<Membership> memberships,
      Measures measures,
      @Nullable String nextChange,
      boolean awaitsReview,
      List<Run> runs) {}

  record Membership(String segment, String since, String cause, int playbookVersion) {}

  /**
   * @param netValue orders less refunds, in {@code currency}
   * @param ranked by key, what the playbook's top-p% conditions compare, in minor units or counts
   */
  record Measures(
      long activities,
      long orders,
      BigDecimal netValue,
      String currency,
      @Nullable String firstOrder,
      @Nullable String lastOrder,
      Map<String, Long> ranked) {}

  /**
   * @param state {@code active}, {@code completed}, {@code goal} or {@code left}
   * @param step index of the step it stands before, from 0; null before the first
   */
  record Run(
      String run,
      String sequence,
      int playbookVersion,
      String startedAt,
      String state,
      @Nullable Integer step,
      @Nullable String due,
      @Nullable String endedAt) {}

  @GetMapping("/api/customers/{id}")
  Answer customer(@PathVariable String id) {
    Playbooks.Active active = playbooks.active();
    String key = key(id);
    CustomerHistory history = CustomerHistory.read(events, key);
    long now = clock.millis();
    return new Answer(
        shown(key),
        history.primary(),
        memberships(history, active.playbook()),
        measures(history, active.playbook(), now),
        Texts.instantOrNull(nextChange(history, active.standing(), now)),
        history.awaitsReview(),
        history.runs().stream().map(CustomerEndpoint::run).toList());
  }

  private String key(String id) {
    return identities
        .find(id)
        .orElseThrow(() -> Problem.notFound("id", "There is no customer \"" + id + "\"."));
  }

  private String shown(String key) {
    return Optional.ofNullable(identities.sourceIdsOf(List.of(key)).get(key)).orElse(key);
  }

  private static List<Membership> memberships(CustomerHistory history, Playbook playbook) {
    List<Membership> memberships = new ArrayList<>();
    for (Segment segment : playbook.segments()) {
      SegmentEntered e = history.memberships().get(segment.id());
      if (e != null) {
        memberships.add(
            new Membership(
                e.segment(),
                Texts.instant(e.at()),
                e.cause().name().toLowerCase(Locale.ROOT),
                e.playbookVersion()));
      }
    }
    return memberships;
  }

  private static Measures measures(CustomerHistory history, Playbook playbook, long now) {
    Map<String, Long> ranked = new java.util.LinkedHashMap<>();
    for (Measure measure : playbook.rankedMeasures()) {
      ranked.put(measure.key(), measure.valueAt(history.timeline(), now));
    }
    Column orders = history.timeline().column("order_placed");
    int placed = orders == null ? 0 : orders.upTo(now);
    return new Measures(
        history.timeline().size(),
        placed,
        Texts.money(net(history, now), playbook.currency()),
        playbook.currency().getCurrencyCode(),
        orders == null || placed == 0 ? null : Texts.instant(orders.at(0)),
        orders == null || placed == 0 ? null : Texts.instant(orders.at(placed - 1)),
        ranked);
  }

  private static long net(CustomerHistory history, long now) {
    long net = 0;
    for (Activity activity : history.activities()) {
      ActivityRecorded a = activity.recorded();
      if (a.occurredAt() <= now) {
        net +=
            switch (a.kind()) {
              case "order_placed" -> CustomerHistory.value(a);
              case "order_refunded" -> -CustomerHistory.value(a);
              default -> 0;
            };
      }
    }
    return net;
  }

  private static @Nullable Long nextChange(CustomerHistory history, Standing standing, long now) {
    if (history.awaitsReview()) {
      return null;
    }
    var decided = history.decided();
    long upTo = Math.max(decided.reviewedAt(), standing.horizon(now));
    long next = Review.catchUp(history.timeline(), decided, standing, upTo).nextChange();
    return next == Measure.NEVER ? null : next;
  }

  private static Run run(CustomerHistory.Run r) {
    return new Run(
        r.started().run(),
        r.started().sequence(),
        r.started().playbookVersion(),
        Texts.instant(r.started().at()),
        r.state(),
        r.step(),
        Texts.instantOrNull(r.due()),
        Texts.instantOrNull(r.endedAt()));
  }

  /**
   * @param next {@code after} of the next page, absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TimelineAnswer(String customer, List<Entry> activities, @Nullable String next) {}

  /**
   * @param amount in {@code currency}; absent where the kind carries none
   * @param history true if it came by a history import
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      String kind,
      String occurredAt,
      String recordedAt,
      String source,
      @Nullable BigDecimal amount,
      @Nullable String currency,
      Map<String, Object> properties,
      boolean history) {}

  /** Activities in the order in which they happened. */
  @GetMapping("/api/customers/{id}/timeline")
  TimelineAnswer timeline(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    int wanted = Parameters.limit(limit);
    Cursor from = after == null ? Cursor.START : Cursor.parse(after);
    Currency currency = playbooks.active().playbook().currency();
    String key = key(id);
    List<Activity> rest =
        CustomerHistory.read(events, key).activities().stream()
            .filter(a -> from.compareTo(Cursor.of(a)) < 0)
            .sorted(Comparator.comparing(Cursor::of))
            .limit(wanted + 1L)
            .toList();
    return new TimelineAnswer(
        shown(key),
        rest.stream().limit(wanted).map(a -> entry(a, currency)).toList(),
        rest.size() > wanted ? Cursor.of(rest.get(wanted - 1)).text() : null);
  }

  private static Entry entry(Activity activity, Currency reporting) {
    ActivityRecorded a = activity.recorded();
    Currency currency = a.currency() == null ? reporting : Currency.getInstance(a.currency());
    return new Entry(
        a.kind(),
        Texts.instant(a.occurredAt()),
        Texts.instant(activity.recordedAt()),
        a.source(),
        a.amount() == null ? null : Texts.money(a.amount(), currency),
        a.amount() == null ? null : currency.getCurrencyCode(),
        a.properties(),
        a.history());
  }

  /** A place in a timeline: when it happened, then the order in which it was recorded. */
  private record Cursor(long at, long number) implements Comparable<Cursor> {
    static final Cursor START = new Cursor(Long.MIN_VALUE, -1);

    static Cursor of(Activity a) {
      return new Cursor(a.recorded().occurredAt(), a.number());
    }

    static Cursor parse(String text) {
      if (!text.matches("[0-9]{1,18}-[0-9]{1,18}")) {
        throw Problem.bad("after", "after is `next` of the page before, not \"" + text + "\".");
      }
      int dash = text.indexOf('-');
      return new Cursor(
          Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    String text() {
      return at + "-" + number;
    }

    @Override
    public int compareTo(Cursor other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
