package io.trailmark.commandside.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The messages of the outbox. */
@RestController
class OutboxEndpoint {
  private static final Set<String> PARAMETERS = Set.of("customer", "after", "limit");

  private final Outbox outbox;
  private final Identities identities;

  OutboxEndpoint(Outbox outbox, Identities identities) {
    this.outbox = outbox;
    this.identities = identities;
  }

  /**
   * A page of it.
   *
   * @param next the {@code after} of the next page, null: there is none
   */
  record Answer(List<Message> messages, @Nullable String next) {}

  /**
   * A message.
   *
   * @param customer as the source calls them
   * @param to the address that it would have gone to, null: none is known
   * @param test whether it was sent to try a template out; then it is of no run
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Message(
      String id,
      String at,
      String customer,
      @Nullable String sequence,
      @Nullable String run,
      @Nullable Integer step,
      String channel,
      String template,
      @Nullable String to,
      String subject,
      String text,
      @Nullable String html,
      boolean test) {}

  @Operation(
      summary = "What the outbox keeps, newest first",
      description =
          "Composed messages, with what is personal in them; needs the scope send. They are erased"
              + " with the person, and kept for trailmark.outbox.days and up to"
              + " trailmark.outbox.messages.")
  @GetMapping("/api/outbox")
  Answer list(
      @RequestParam(required = false) @Nullable String customer,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit,
      @Parameter(hidden = true) @RequestParam Map<String, String> all) {
    refuseUnknown(all);
    int most = Parameters.limit(limit);
    List<Outbox.Row> rows = list(customer, after, most + 1);
    boolean more = rows.size() > most;
    List<Outbox.Row> shown = more ? rows.subList(0, most) : rows;
    Map<String, String> names =
        identities.sourceIdsOf(shown.stream().map(Outbox.Row::customer).toList());
    return new Answer(
        shown.stream().map(row -> message(row, names)).toList(),
        more ? Long.toString(shown.getLast().id()) : null);
  }

  List<Outbox.Row> list(@Nullable String customer, @Nullable String after, int most) {
    long before =
        after == null ? Long.MAX_VALUE : Parameters.wholeNumber("after", after, 0, Long.MAX_VALUE);
    if (customer == null) {
      return outbox.list(null, before, most);
    }
    return identities
        .find(customer)
        .map(key -> outbox.list(identities.trailsOf(key), before, most))
        .orElse(List.of());
  }

  private static void refuseUnknown(Map<String, String> all) {
    Set<String> unknown = new TreeSet<>(all.keySet());
    unknown.removeAll(PARAMETERS);
    if (!unknown.isEmpty()) {
      throw Problem.bad(
          unknown.iterator().next(),
          "There is no parameter %s: there are after, customer, limit.".formatted(unknown));
    }
  }

  private static Message message(Outbox.Row row, Map<String, String> names) {
    return new Message(
        Long.toString(row.id()),
        Texts.instant(row.at()),
        names.getOrDefault(row.customer(), row.customer()),
        row.sequence(),
        row.run(),
        row.step(),
        row.channel(),
        row.template(),
        row.address(),
        row.composed().subject(),
        row.composed().text(),
        row.composed().html(),
        row.test());
  }
}
