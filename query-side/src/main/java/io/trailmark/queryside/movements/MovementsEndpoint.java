package io.trailmark.queryside.movements;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.projection.ReadModels;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/movements}: between primary segments, by day of the playbook's zone. */
@RestController
class MovementsEndpoint {
  private final MovementsProjection projection;
  private final ReadModels models;
  private final Playbooks playbooks;
  private final BusinessClock clock;

  MovementsEndpoint(
      MovementsProjection projection, ReadModels models, Playbooks playbooks, BusinessClock clock) {
    this.projection = projection;
    this.models = models;
    this.playbooks = playbooks;
    this.clock = clock;
  }

  record Answer(LocalDate from, LocalDate to, List<Movement> movements) {}

  /**
   * @param from segment id; null: was in none
   * @param to segment id; null: is in none
   * @param customers how many times a customer moved so on that day
   */
  record Movement(String date, @Nullable String from, @Nullable String to, long customers) {}

  /**
   * @param from whole day, inclusive; absent: from the first day on
   * @param to whole day, inclusive; absent: to business today
   */
  @GetMapping("/api/movements")
  Answer movements(
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), playbooks.active().playbook().zone());
    Parameters.Days days = Parameters.days(from, to, today, until -> LocalDate.EPOCH);
    List<Movement> movements = new ArrayList<>();
    for (Document day :
        models
            .collection(projection, MovementsProjection.MOVEMENTS)
            .find(and(gte("_id", days.from().toString()), lte("_id", days.to().toString())))
            .sort(new Document("_id", 1))) {
      addTo(movements, day);
    }
    return new Answer(days.from(), days.to(), movements);
  }

  private static void addTo(List<Movement> movements, Document day) {
    Document from = day.get("from", Document.class);
    for (String f : from.keySet().stream().sorted().toList()) {
      Document to = from.get(f, Document.class);
      for (String t : to.keySet().stream().sorted().toList()) {
        movements.add(new Movement(day.getString("_id"), orNull(f), orNull(t), to.getLong(t)));
      }
    }
  }

  private static @Nullable String orNull(String segment) {
    return segment.equals(MovementsProjection.NONE) ? null : segment;
  }
}
