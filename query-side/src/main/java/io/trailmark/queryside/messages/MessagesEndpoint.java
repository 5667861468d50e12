package io.trailmark.queryside.messages;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.empty;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Sorts;
import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.queryside.projection.ReadModels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/messages}: the outbox, newest first. */
@RestController
class MessagesEndpoint {
  private static final Comparator<Document> NEWEST_FIRST =
      Comparator.comparing((Document m) -> m.getLong("intendedAt"))
          .thenComparing(m -> m.getString("_id"))
          .reversed();

  private final MessagesProjection projection;
  private final ReadModels models;
  private final Identities identities;

  MessagesEndpoint(MessagesProjection projection, ReadModels models, Identities identities) {
    this.projection = projection;
    this.models = models;
    this.identities = identities;
  }

  /**
   * @param next {@code after} of the next page, absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(List<Row> messages, @Nullable String next) {}

  /**
   * @param customer what the source calls them; the internal key once that is erased
   * @param step index of the step in the sequence, from 0
   * @param status {@code intended}, {@code sending}, {@code sent}, {@code failed}, {@code unknown}
   *     or {@code skipped}
   * @param reason why it failed, was skipped, or is to be tried again
   * @param via the delivery that took it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String customer,
      String sequence,
      String run,
      int step,
      String channel,
      String template,
      String status,
      @Nullable String reason,
      @Nullable String via,
      String intendedAt,
      @Nullable String sendingAt,
      @Nullable String endedAt) {}

  /**
   * @param customer as the source calls them, or the key
   * @param after {@code next} of the page before
   */
  @GetMapping("/api/messages")
  Answer messages(
      @RequestParam(required = false) @Nullable String customer,
      @RequestParam(required = false) @Nullable String sequence,
      @RequestParam(required = false) @Nullable String step,
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    int wanted = Parameters.limit(limit);
    List<Bson> filters = filters(customer, sequence, step, status);
    boolean newestOfAll = filters.isEmpty() && after == null;
    List<Document> found =
        newestOfAll && wanted < Newest.KEPT
            ? newest(wanted + 1)
            : matching(filters, after, wanted + 1);
    List<Document> page = found.subList(0, Math.min(wanted, found.size()));
    return new Answer(rows(page), found.size() > wanted ? cursor(page.getLast()) : null);
  }

  private List<Bson> filters(
      @Nullable String customer,
      @Nullable String sequence,
      @Nullable String step,
      @Nullable String status) {
    List<Bson> filters = new ArrayList<>();
    if (customer != null) {
      String key =
          identities
              .find(customer)
              .orElseThrow(
                  () -> Problem.notFound("customer", "There is no customer \"" + customer + "\"."));
      filters.add(in("customer", identities.trailsOf(key)));
    }
    if (sequence != null) {
      filters.add(eq("sequence", sequence));
    }
    if (step != null) {
      filters.add(eq("step", Parameters.wholeNumber("step", step, 0, 999_999)));
    }
    if (status != null) {
      if (!Status.texts().contains(status)) {
        throw Problem.bad(
            "status",
            "status is one of %s, not \"%s\"."
                .formatted(String.join(", ", Status.texts()), status));
      }
      filters.add(eq("status", status));
    }
    return filters;
  }

  private MongoCollection<Document> collection() {
    return models.collection(projection, MessagesProjection.MESSAGES);
  }

  /** By ids alone: this is what a dashboard asks again and again. */
  private List<Document> newest(int limit) {
    Document newest =
        models
            .collection(projection, MessagesProjection.STEPS)
            .find(eq("_id", MessagesProjection.NEWEST))
            .first();
    List<String> ids = newest == null ? List.of() : Newest.ids(newest, limit);
    List<Document> found =
        collection().find(in("_id", ids)).batchSize(ids.size() + 1).into(new ArrayList<>());
    if (found.size() < limit) {
      // There are no more, or not all of them are written yet: ids are written before messages.
      return matching(List.of(), null, limit);
    }
    found.sort(NEWEST_FIRST);
    return found;
  }

  private List<Document> matching(List<Bson> filters, @Nullable String after, int limit) {
    List<Bson> all = new ArrayList<>(filters);
    if (after != null) {
      all.add(before(after));
    }
    return collection()
        .find(all.isEmpty() ? empty() : and(all))
        .sort(Sorts.descending("intendedAt", "_id"))
        .limit(limit)
        .batchSize(limit + 1)
        .into(new ArrayList<>());
  }

  private static String cursor(Document message) {
    return message.getLong("intendedAt") + "~" + message.getString("_id");
  }

  private static Bson before(String after) {
    if (!after.matches("(?s)[0-9]{1,18}~.+")) {
      throw Problem.bad("after", "after is `next` of the page before, not \"" + after + "\".");
    }
    int separator = after.indexOf('~');
    long at = Long.parseLong(after.substring(0, separator));
    return or(
        lt("intendedAt", at), and(eq("intendedAt", at), lt("_id", after.substring(separator + 1))));
  }

  private List<Row> rows(List<Document> messages) {
    Map<String, String> shown =
        identities.sourceIdsOf(
            new HashSet<>(messages.stream().map(m -> m.getString("customer")).toList()));
    return messages.stream()
        .map(
            m ->
                new Row(
                    shown.getOrDefault(m.getString("customer"), m.getString("customer")),
                    m.getString("sequence"),
                    m.getString("run"),
                    m.getInteger("step"),
                    m.getString("channel"),
                    m.getString("template"),
                    m.getString("status"),
                    m.getString("reason"),
                    m.getString("via"),
                    Texts.instant(m.getLong("intendedAt")),
                    Texts.instantOrNull(m.getLong("sendingAt")),
                    Texts.instantOrNull(m.getLong("endedAt"))))
        .toList();
  }
}
