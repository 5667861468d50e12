package io.trailmark.queryside.customers;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.segmentation.explanation.Why;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Measure;
import java.util.List;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /api/customers/{id}/why}: the rules as of an instant, and what was recorded for it.
 * Read from the customer's own events.
 */
@RestController
class WhyEndpoint {
  private final EventStore events;
  private final Names names;
  private final Playbooks playbooks;
  private final BusinessClock clock;

  WhyEndpoint(EventStore events, Names names, Playbooks playbooks, BusinessClock clock) {
    this.events = events;
    this.names = names;
    this.playbooks = playbooks;
    this.clock = clock;
  }

  /**
   * Evaluates the playbook version that was in force at the instant, with the cuts that held then
   * and every activity that had happened by then, whenever it arrived.
   */
  @Operation(
      summary = "Why a customer is in a segment, or is not, now or at any past instant",
      description =
          "Every condition with its value, threshold, truth, deciding activities (the newest 20 of"
              + " each, with their total) and next change, in words and in data; and what was"
              + " recorded then, with the reason in words where late activity makes a difference.")
  @ApiResponse(
      responseCode = "200",
      useReturnTypeSchema = true,
      content =
          @Content(
              mediaType = "application/json",
              examples = @ExampleObject(name = "a regular buyer", value = WhyExample.ANSWER)))
  @GetMapping("/api/customers/{id}/why")
  WhyAnswer why(
      @Parameter(description = "as the source calls the customer, or the key") @PathVariable
          String id,
      @Parameter(description = "id of a segment; all of them if absent", example = "regular")
          @RequestParam(required = false)
          @Nullable String segment,
      @Parameter(
              description = "a past instant (RFC 3339); now if absent",
              example = "2011-12-05T00:00:00Z")
          @RequestParam(required = false)
          @Nullable String at) {
    Standing standing = playbooks.active().standing();
    long now = clock.millis();
    long instant = at == null ? now : Parameters.pastInstant("at", at, now);
    Standing.Active active = inForce(standing, instant);
    if (segment != null) {
      known(segment, active, instant);
    }
    String key = names.key(id);
    RecordedThen then = new RecordedThen(instant);
    CustomerHistory history = CustomerHistory.read(events, key, then);
    List<Why> found =
        segment == null
            ? Why.all(history.timeline(), standing, instant)
            : List.of(Why.of(segment, history.timeline(), standing, instant));
    Difference difference = new Difference(history, then, standing, instant);
    return new WhyAnswer(
        names.shown(key),
        Texts.instant(instant),
        playbook(active, standing, instant),
        found.stream().map(why -> inSegment(why, active, difference)).toList());
  }

  private static Standing.Active inForce(Standing standing, long at) {
    Standing.Active active = standing.activeAt(at);
    if (active == null) {
      throw Problem.notFound(
          "at",
          "No playbook was in force at %s: the first has been since %s."
              .formatted(
                  Texts.instant(at), Texts.instant(standing.nextActivation(Long.MIN_VALUE))));
    }
    return active;
  }

  private static void known(String segment, Standing.Active active, long at) {
    List<String> known = active.playbook().segments().stream().map(Segment::id).toList();
    if (!known.contains(segment)) {
      throw Problem.notFound(
          "segment",
          "There is no segment \"%s\" in version %d, which was in force at %s."
              .formatted(segment, active.version(), Texts.instant(at)),
          known);
    }
  }

  private static WhyAnswer.InForce playbook(Standing.Active active, Standing standing, long at) {
    long until = standing.nextActivation(at);
    return new WhyAnswer.InForce(
        active.playbook().name(),
        active.version(),
        Texts.instant(active.from()),
        until == Measure.NEVER ? null : Texts.instant(until));
  }

  private static WhyAnswer.InSegment inSegment(
      Why why, Standing.Active active, Difference difference) {
    Why.Condition condition = why.condition();
    String segment = why.segment().id();
    return new WhyAnswer.InSegment(
        segment,
        why.segment().name(),
        condition.words(),
        why.in(),
        Texts.instantOrNull(condition.nextChange()),
        difference.recorded(segment),
        difference.words(segment, why.in()),
        WhyAnswer.condition(condition, active.playbook().currency()));
  }
}
