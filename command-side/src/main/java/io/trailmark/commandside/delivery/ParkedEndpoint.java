package io.trailmark.commandside.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.web.JsonBody;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What failed until nobody tried again, for whoever can put it right. */
@RestController
class ParkedEndpoint {
  private static final int MOST = 1_000;
  private static final int LARGEST = 64 << 10;

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
    int most = Parameters.limit(limit);
    List<Parked.Row> rows = parked.list(after == null ? "" : after, most + 1);
    boolean more = rows.size() > most;
    List<Parked.Row> shown = more ? rows.subList(0, most) : rows;
    return new Answer(shown.stream().map(One::of).toList(), more ? shown.getLast().id() : null);
  }

  /**
   * What came of it.
   *
   * @param retried how many were parked, and are no more
   */
  record Retried(int retried) {}

  @Operation(
      summary = "Tries parked messages and steps again",
      description =
          "Those of the ids that are parked; each may fail as often as the first time before it is"
              + " parked again.")
  @PostMapping("/api/parked/retry")
  Retried retry(HttpServletRequest request) throws IOException {
    JsonNode ids =
        JsonBody.object(RequestBody.whole(request, LARGEST, "send fewer ids"), "ids").path("ids");
    if (!ids.isArray() || ids.isEmpty() || ids.size() > MOST) {
      throw Problem.badField("ids", "ids must be a list of 1 to " + MOST);
    }
    int retried = 0;
    for (JsonNode id : ids) {
      if (!id.isString()) {
        throw Problem.badField("ids", "ids must hold texts, as GET /api/parked tells them");
      }
      retried += parked.retry(id.stringValue()) ? 1 : 0;
    }
    workers.wakeAll();
    return new Retried(retried);
  }
}
