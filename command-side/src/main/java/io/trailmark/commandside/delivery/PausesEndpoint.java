package io.trailmark.commandside.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.web.JsonBody;
import io.trailmark.eventstore.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Holds what is sent, and lets it go on. */
@RestController
class PausesEndpoint {
  private static final int LARGEST = 4 << 10;

  private final Pauses pauses;
  private final Workers workers;

  PausesEndpoint(Pauses pauses, Workers workers) {
    this.pauses = pauses;
    this.workers = workers;
  }

  /** All that there are. */
  record Answer(List<Pause> pauses) {}

  /**
   * A pause.
   *
   * @param what {@code all}, {@code sequence} or {@code run}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Pause(
      String id,
      String what,
      @Nullable String sequence,
      @Nullable String run,
      @Nullable String because,
      String since) {
    static Pause of(Pauses.Pause p) {
      return new Pause(
          Long.toString(p.id()),
          p.sequence() != null ? "sequence" : p.run() != null ? "run" : "all",
          p.sequence(),
          p.run(),
          p.because(),
          Instant.ofEpochMilli(p.since()).toString());
    }
  }

  @Operation(summary = "What is paused")
  @GetMapping("/api/pauses")
  Answer list() {
    return new Answer(pauses.all().stream().map(Pause::of).toList());
  }

  @Operation(
      summary = "Pauses all sending, a sequence or a run",
      description =
          "On return nothing of it is marked as sending any more, and no step of it is taken. What"
              + " is due waits, and goes on when it is resumed, by the sequence's `late`.")
  @PostMapping("/api/pauses")
  ResponseEntity<Pause> pause(HttpServletRequest request) throws IOException {
    var json =
        JsonBody.object(
            RequestBody.whole(request, LARGEST, "send one pause"),
            "all",
            "sequence",
            "run",
            "because");
    String sequence = JsonBody.text(json, "sequence", 200);
    String run = JsonBody.text(json, "run", 500);
    boolean all = json.path("all").asBoolean(false);
    if ((all ? 1 : 0) + (sequence == null ? 0 : 1) + (run == null ? 0 : 1) != 1) {
      throw Problem.badField(
          "all", "exactly one of \"all\": true, sequence and run must say what is paused");
    }
    Pauses.Made made = pauses.pause(sequence, run, JsonBody.text(json, "because", 500));
    Pause pause = Pause.of(made.pause());
    return made.fresh()
        ? ResponseEntity.created(URI.create("/api/pauses/" + pause.id())).body(pause)
        : ResponseEntity.ok(pause);
  }

  @Operation(summary = "Lets what was paused go on")
  @DeleteMapping("/api/pauses/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void resume(@PathVariable String id) {
    if (!id.matches("[0-9]{1,18}") || !pauses.resume(Long.parseLong(id))) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND, "There is no such pause: GET /api/pauses lists them.");
    }
    workers.wakeAll();
  }
}
