package io.trailmark.queryside.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.sharedevents.ActivityRecorded;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/customers/{id}/timeline}, read from the customer's own events. */
@RestController
class TimelineEndpoint {
  private final EventStore events;
  private final Names names;
  private final Playbooks playbooks;

  TimelineEndpoint(EventStore events, Names names, Playbooks playbooks) {
    this.events = events;
    this.names = names;
    this.playbooks = playbooks;
  }

  /**
   * @param next {@code after} of the next page, absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(String customer, List<Entry> activities, @Nullable String next) {}

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
  Answer timeline(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    int wanted = Parameters.limit(limit);
    Cursor from = after == null ? Cursor.START : Cursor.parse(after);
    Currency currency = playbooks.active().playbook().currency();
    String key = names.key(id);
    List<Activity> rest = TimelinePage.read(events, key, from, wanted + 1);
    return new Answer(
        names.shown(key),
        rest.stream().limit(wanted).map(a -> entry(a, currency)).toList(),
        rest.size() > wanted ? rest.get(wanted - 1).place().text() : null);
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
}
