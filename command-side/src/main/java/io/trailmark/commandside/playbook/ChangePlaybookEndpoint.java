package io.trailmark.commandside.playbook;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.playbook.GuardRails;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Warning;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
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

  ChangePlaybookEndpoint(PlaybookService playbooks, VersionLog log, BusinessClock clock) {
    this.playbooks = playbooks;
    this.log = log;
    this.clock = clock;
  }

  /**
   * @param created false if an earlier version has the same text: it is that one
   * @param warnings what to think over before activating it
   */
  record Draft(int version, boolean created, String name, List<Warning> warnings) {}

  @Operation(
      summary = "Drafts a version",
      description =
          "The body is the playbook in YAML, or JSON that holds it. It decides nothing before it is"
              + " activated. A text that is stored already is answered with 200 and its version, so"
              + " that a request may be repeated. 422 tells what is wrong, with line and column.",
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
            warnings(playbook, body.because()));
    return drafted.created()
        ? ResponseEntity.created(location).body(answer)
        : ResponseEntity.ok().location(location).body(answer);
  }

  private List<Warning> warnings(Playbook playbook, @Nullable String because) {
    List<Warning> warnings = new ArrayList<>(GuardRails.check(playbook, null));
    if (because == null) {
      log.read().definitions().changedEarly(playbook, clock.millis()).stream()
          .map(GuardRails::warning)
          .forEach(warnings::add);
    }
    return warnings;
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
