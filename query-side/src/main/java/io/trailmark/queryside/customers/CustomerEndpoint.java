package io.trailmark.queryside.customers;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.Review;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Window;
import io.trailmark.segmentation.timeline.Column;
import io.trailmark.sharedevents.SegmentEntered;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /api/customers/{id}}, with {@code id} as the source calls the customer, or the
 * internal key. Read from the customer's own events.
 */
@RestController
class CustomerEndpoint {
  private static final Measure NET =
      new Measure.Net(new Selection.Of(Kinds.of("order_placed")), Window.ALL);

  private final EventStore events;
  private final Names names;
  private final Playbooks playbooks;
  private final BusinessClock clock;

  CustomerEndpoint(EventStore events, Names names, Playbooks playbooks, BusinessClock clock) {
    this.events = events;
    this.names = names;
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
    String key = names.key(id);
    CustomerHistory history = CustomerHistory.read(events, key);
    long now = clock.millis();
    return new Answer(
        names.shown(key),
        history.primary(),
        memberships(history, active.playbook()),
        measures(history, active, now),
        Texts.instantOrNull(nextChange(history, active.standing(), now)),
        history.awaitsReview(),
        history.runs().stream().map(CustomerEndpoint::run).toList());
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

  private static Measures measures(CustomerHistory history, Playbooks.Active active, long now) {
    Playbook playbook = active.playbook();
    View view = active.standing().view(history.timeline());
    Map<String, Long> ranked = new java.util.LinkedHashMap<>();
    for (Measure measure : playbook.rankedMeasures()) {
      ranked.put(measure.key(), measure.valueAt(view, now));
    }
    Column orders = history.timeline().column("order_placed");
    int placed = orders == null ? 0 : orders.upTo(now);
    return new Measures(
        history.timeline().size(),
        placed,
        Texts.money(NET.valueAt(view, now), playbook.currency()),
        playbook.currency().getCurrencyCode(),
        orders == null || placed == 0 ? null : Texts.instant(orders.at(0)),
        orders == null || placed == 0 ? null : Texts.instant(orders.at(placed - 1)),
        ranked);
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
}
