package io.trailmark.commandside.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What failed until nobody tried again, for whoever can put it right. */
@RestController
class ParkedEndpoint {
  private static final int USUAL = 100;
  private static final int MOST = 1_000;

  private final Parked parked;
  private final Workers workers;

  ParkedEndpoint(Parked parked, Workers workers) {
    this.parked = parked;
    this.workers = workers;
  }

  /**
   * A page of them.
   *
   * @param next the {@code after} of the next page, null: there is none
   */
  record Answer(List<One> parked, @Nullable String next) {}

  /**
   * One of them.
   *
   * @param what {@code message}: its customer cannot decide about it; {@code step}: it was due and
   *     could not be taken
   * @param problem the kind of failure; more is in the log
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record One(
      String id,
      String what,
      @Nullable String sequence,
      @Nullable String run,
      @Nullable Integer step,
      String problem,
      String since) {
    static One of(Parked.Row row) {
      return new One(
          row.id(),
          row.id().substring(0, row.id().indexOf('-')),
          row.sequence(),
          row.run(),
          row.step(),
          row.problem(),
          Instant.ofEpochMilli(row.since()).toString());
    }
  }

  @Operation(
      summary = "Messages and steps that are parked",
      description =
          "They failed several times, since the events of their customers cannot be read for"
              + " example. Nothing tries them again by itself.")
  @GetMapping("/api/parked")
  Answer list(
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    int most = limit == null ? USUAL : limit(limit);
    List<Parked.Row> rows = parked.list(after == null ? "" : after, most + 1);
    boolean more = rows.size() > most;
    List<Parked.Row> shown = more ? rows.subList(0, most) : rows;
    return new Answer(shown.stream().map(One::of).toList(), more ? shown.getLast().id() : null);
  }

  private static int limit(String text) {
    if (text.matches("[0-9]{1,9}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    }
    throw SendingJson.bad("limit must be a whole number from 1 to " + MOST);
  }

  @Operation(summary = "Tries a parked message or step again")
  @PostMapping("/api/parked/{id}/retry")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void retry(@PathVariable String id) {
    if (!parked.retry(id)) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND, "Nothing is parked under this id: GET /api/parked lists what is.");
    }
    workers.wakeAll();
  }
}
