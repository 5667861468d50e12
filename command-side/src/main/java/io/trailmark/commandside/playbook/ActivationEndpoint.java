package io.trailmark.commandside.playbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How far the last activation of a version is. */
@RestController
class ActivationEndpoint {
  private final VersionLog log;
  private final JdbcClient jdbc;

  ActivationEndpoint(VersionLog log, JdbcClient jdbc) {
    this.log = log;
    this.jdbc = jdbc;
  }

  /**
   * @param state {@code waiting} until a node takes it up, {@code reviewing} while customers are
   *     looked at, {@code settling} while transactions that began before it may still go on, {@code
   *     done}, or {@code superseded} by another activation
   * @param customers how many there were when it began
   * @param lookedAt how many of them were looked at; whoever does something meanwhile is decided
   *     with that and not counted
   * @param toChange of these, whose memberships change
   * @param changed of these, who were moved
   * @param failed how many cannot be read: they are left until their next activity
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Progress(
      int version,
      String at,
      @Nullable String until,
      String state,
      long customers,
      long lookedAt,
      long toChange,
      long changed,
      long failed,
      @Nullable String doneAt) {}

  @Operation(
      summary = "How far an activation is",
      description =
          "Customers are looked at in the background, and only those whose memberships change are"
              + " moved. Whoever does something meanwhile is decided under the new version at"
              + " once.",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples =
                          @ExampleObject(
                              """
                              {"version":2,"at":"2011-12-10T00:00:00.000Z","state":"reviewing","customers":4300,\
                              "lookedAt":1500,"toChange":212,"changed":212,"failed":0}\
                              """))))
  @GetMapping("/api/playbooks/{version}/activation")
  Progress activation(@PathVariable String version) {
    Versions versions = log.read();
    Versions.Version v = PlaybooksEndpoint.find(versions, "version", version);
    List<Versions.Activation> activations = versions.activations(v.version());
    if (activations.isEmpty()) {
      throw Problem.notFound(
          "version", "version " + v.version() + " was never activated: it is a draft");
    }
    Versions.Activation last = activations.getLast();
    String at = Texts.instant(last.at());
    String until = Texts.instantOrNull(versions.until(last));
    return jdbc.sql(
            "select state, customers, looked_at, to_change, changed, failed, done_at from"
                + " revision where number = ?")
        .param(last.revision())
        .query(
            (row, n) ->
                new Progress(
                    v.version(),
                    at,
                    until,
                    row.getString(1).toLowerCase(Locale.ROOT),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    Texts.instantOrNull(row.getObject(7, Long.class))))
        .optional()
        .orElseGet(
            () -> {
              String state = until == null ? "waiting" : "superseded";
              return new Progress(v.version(), at, until, state, 0, 0, 0, 0, 0, null);
            });
  }
}
