package io.trailmark.commandside.playbook;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.playbook.Evidence;
import io.trailmark.segmentation.playbook.GuardRails;
import io.trailmark.segmentation.playbook.InvalidPlaybook;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Warning;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Drafts and activates versions of the playbook. */
@RestController
class ChangePlaybookEndpoint {
  private static final String YAML =
      """
      playbook: my-shop
      zone: Europe/London
      currency: GBP
      segments:
        - id: recent
          name: Recent buyers
          when: { since-last: order_placed, less-than: 60d }
      sequences:
        thanks:
          for: recent
          steps: [ { send: thank-you } ]
      """;
  private static final String JSON =
      """
      {"playbook":"playbook: my-shop\\nzone: UTC\\ncurrency: GBP\\nsegments:\\n  - id: recent\\n    when: {\
       since-last: order_placed, less-than: 60d }\\n","because":"we begin with one segment"}\
      """;

  private final PlaybookService playbooks;
  private final VersionLog log;
  private final BusinessClock clock;
  private final Evidences evidences;

  ChangePlaybookEndpoint(
      PlaybookService playbooks, VersionLog log, BusinessClock clock, Evidences evidences) {
    this.playbooks = playbooks;
    this.log = log;
    this.clock = clock;
    this.evidences = evidences;
  }

  /**
   * @param created false if an earlier version has the same text: it is that one
   * @param warnings what to think over before activating it
   */
  record Draft(int version, boolean created, String name, List<Warning> warnings) {}

  @Operation(
      summary = "Drafts a version",
      description =
          "The body is the playbook in YAML or JSON, or JSON that holds it as a string. It decides"
              + " nothing before it is activated. A text that is stored already is answered with"
              + " 200 and its version, so that a request may be repeated; the reason stays the one"
              + " that was given first, or none. 422 tells what is wrong, with line and column.",
      requestBody =
          @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = "application/yaml",
                    examples = @ExampleObject(name = "YAML", value = YAML)),
                @Content(
                    mediaType = "application/json",
                    examples = @ExampleObject(name = "JSON", value = JSON))
              }),
      responses = {
        @ApiResponse(
            responseCode = "201",
            description = "Location names the version",
            content =
                @Content(
                    mediaType = "application/json",
                    examples =
                        @ExampleObject(
                            """
                            {"version":2,"created":true,"name":"my-shop","warnings":[]}\
                            """))),
        @ApiResponse(responseCode = "200", description = "It is stored already", content = @Content)
      })
  @PostMapping("/api/playbooks")
  ResponseEntity<Draft> draft(
      HttpServletRequest request, @RequestParam(required = false) @Nullable String because)
      throws IOException {
    PlaybookBody body = PlaybookBody.read(request, because);
    Playbook playbook = Playbook.parse(body.text());
    PlaybookService.Drafted drafted = playbooks.draft(body.text(), clock.millis(), body.because());
    URI location = URI.create("/api/playbooks/" + drafted.version());
    Draft answer =
        new Draft(
            drafted.version(),
            drafted.created(),
            playbook.name(),
            GuardRails.check(playbook, evidences.of(playbook, isReasoned(drafted.version()))));
    return drafted.created()
        ? ResponseEntity.created(location).body(answer)
        : ResponseEntity.ok().location(location).body(answer);
  }

  /** By the reason that is stored: that of a draft which was there before is not replaced. */
  private boolean isReasoned(int version) {
    return Objects.requireNonNull(log.read().find(version)).isReasoned();
  }

  /**
   * @param valid whether it could be drafted
   * @param problems what is wrong, each with line and column
   * @param warnings what to think over before adopting it
   */
  record Checked(
      boolean valid,
      List<InvalidPlaybook.Problem> problems,
      List<Warning> warnings,
      Looked evidence) {

    private static Checked invalid(List<InvalidPlaybook.Problem> problems) {
      return new Checked(false, problems, List.of(), new Looked(0, -1, List.of()));
    }
  }

  /**
   * What the warnings rest on.
   *
   * @param customers how many were looked at, picked at random: shares are estimated from them
   * @param daysActive since the first activation; below 0: none was yet
   * @param notJudged segments whose cuts no survey has taken yet: left out of the estimates
   */
  record Looked(int customers, long daysActive, List<String> notJudged) {}

  @Operation(
      summary = "Checks a playbook, storing nothing",
      description =
          "The body is that of a draft. Warnings rest on the text and on what is known here: kinds"
              + " that arrived, how long definitions have stood, and where up to 500 customers"
              + " picked at random would be.",
      requestBody =
          @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = "application/yaml",
                    examples = @ExampleObject(name = "YAML", value = YAML)),
                @Content(
                    mediaType = "application/json",
                    examples = @ExampleObject(name = "JSON", value = JSON))
              }),
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = "application/json",
                      examples =
                          @ExampleObject(
                              """
                              {"valid":true,"problems":[],"warnings":[{"code":"nobody-speaks","where":\
                              "segment recent","message":"No sequence is for this segment. …"}],\
                              "evidence":{"customers":500,"daysActive":12,"notJudged":[]}}\
                              """))))
  @PostMapping("/api/playbooks/check")
  Checked check(
      HttpServletRequest request, @RequestParam(required = false) @Nullable String because)
      throws IOException {
    PlaybookBody body = PlaybookBody.read(request, because);
    Playbook playbook;
    try {
      playbook = Playbook.parse(body.text());
      log.read().checkFollowing(playbook);
    } catch (InvalidPlaybook e) {
      return Checked.invalid(e.problems());
    } catch (PlaybookRefused e) {
      return Checked.invalid(List.of(new InvalidPlaybook.Problem(1, 1, e.problem())));
    }
    Evidence evidence = evidences.of(playbook, body.because() != null);
    Looked looked =
        new Looked(
            evidence.sample().customers(),
            evidence.daysActive(),
            evidence.sample().unknown().stream().sorted().toList());
    return new Checked(true, List.of(), GuardRails.check(playbook, evidence), looked);
  }

  record Activating(int version) {}

  @Operation(
      summary = "Activates a version",
      description =
          "From now on it decides; a retired version may be activated again. Customers whose"
              + " memberships change are moved in the background, quietly unless `startSequences`"
              + " is true. A definition that changes before it has stood for 90 days needs"
              + " `because`, here or when it was drafted: 422 else. 409 if another version was"
              + " activated at the same time.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      examples =
                          @ExampleObject(
                              """
                              {"startSequences":false,"because":"60 days were too long for our shop"}\
                              """))),
      responses =
          @ApiResponse(
              responseCode = "202",
              description = "Location tells how far it is",
              content =
                  @Content(
                      mediaType = "application/json",
                      examples = @ExampleObject("{\"version\":2}"))))
  @PostMapping("/api/playbooks/{version}/activate")
  ResponseEntity<Activating> activate(HttpServletRequest request, @PathVariable String version)
      throws IOException {
    PlaybookBody.Activation asked = PlaybookBody.Activation.read(request);
    int wanted = PlaybooksEndpoint.find(log.read(), "version", version).version();
    playbooks.activate(wanted, clock.millis(), asked.startSequences(), asked.because());
    return ResponseEntity.accepted()
        .location(URI.create("/api/playbooks/" + wanted + "/activation"))
        .body(new Activating(wanted));
  }
}
