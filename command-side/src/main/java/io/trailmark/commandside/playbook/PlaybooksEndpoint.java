package io.trailmark.commandside.playbook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.trailmark.eventstore.web.Parameters;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.segmentation.playbook.Difference;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.sequence.Sequence;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The versions of the playbook: every one ever written is here for ever. */
@RestController
class PlaybooksEndpoint {
  private final VersionLog log;

  PlaybooksEndpoint(VersionLog log) {
    this.log = log;
  }

  /**
   * @param active version that decides now, 0 if none
   * @param next {@code after} of the next page, absent on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(int active, List<Row> playbooks, @Nullable Integer next) {}

  /**
   * @param status {@code draft}, {@code active} or {@code retired}
   * @param activatedAt when it was last activated
   * @param retiredAt when another version came after that
   * @param because why it was drafted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      int version,
      String name,
      String status,
      String draftedAt,
      @Nullable String activatedAt,
      @Nullable String retiredAt,
      @Nullable String because) {}

  @Operation(
      summary = "Lists the versions of the playbook",
      description =
          "In order of their numbers. A version is a draft until it is activated, and retired when"
              + " another one is; every version is kept for ever.",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples =
                          @ExampleObject(
                              """
                              {"active":1,"playbooks":[{"version":1,"name":"standard","status":"active",\
                              "draftedAt":"2011-12-10T00:00:00.000Z","activatedAt":"2011-12-10T00:00:00.000Z",\
                              "because":"adopted when the server started"}]}\
                              """))))
  @GetMapping("/api/playbooks")
  Answer all(
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    int first = after == null ? 0 : Parameters.wholeNumber("after", after, 0, Integer.MAX_VALUE);
    int most = Parameters.limit(limit);
    Versions versions = log.read();
    List<Row> rows =
        versions.all().stream()
            .filter(v -> v.version() > first)
            .limit(most)
            .map(v -> row(versions, v))
            .toList();
    boolean more = !rows.isEmpty() && rows.getLast().version() < versions.count();
    return new Answer(versions.active(), rows, more ? (Integer) rows.getLast().version() : null);
  }

  private static Row row(Versions versions, Versions.Version v) {
    List<Versions.Activation> activations = versions.activations(v.version());
    Versions.Activation last = activations.isEmpty() ? null : activations.getLast();
    return new Row(
        v.version(),
        v.playbook().name(),
        status(v),
        Texts.instant(v.draftedAt()),
        last == null ? null : Texts.instant(last.at()),
        last == null ? null : Texts.instantOrNull(versions.until(last)),
        v.because());
  }

  private static String status(Versions.Version v) {
    return v.status().name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param text the YAML as it was written, with what it includes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Detail(
      int version,
      String name,
      String status,
      String zone,
      String currency,
      String draftedAt,
      @Nullable String because,
      List<Activated> activations,
      List<SegmentRow> segments,
      List<String> sequences,
      String text) {}

  /**
   * @param startSequences whether what the change itself caused could start sequences
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Activated(
      String at, @Nullable String until, boolean startSequences, @Nullable String because) {}

  record SegmentRow(String id, String name, List<String> send, List<String> avoid) {}

  @Operation(
      summary = "One version",
      description = "With `Accept: application/yaml`, its text as it was written.")
  @GetMapping(value = "/api/playbooks/{version}", produces = MediaType.APPLICATION_JSON_VALUE)
  Detail one(@PathVariable String version) {
    Versions versions = log.read();
    Versions.Version v = find(versions, "version", version);
    return new Detail(
        v.version(),
        v.playbook().name(),
        status(v),
        v.playbook().zone().getId(),
        v.playbook().currency().getCurrencyCode(),
        Texts.instant(v.draftedAt()),
        v.because(),
        versions.activations(v.version()).stream().map(a -> activated(versions, a)).toList(),
        v.playbook().segments().stream().map(PlaybooksEndpoint::segment).toList(),
        v.playbook().sequences().stream().map(Sequence::id).toList(),
        v.text());
  }

  private static Activated activated(Versions versions, Versions.Activation a) {
    return new Activated(
        Texts.instant(a.at()),
        Texts.instantOrNull(versions.until(a)),
        a.startSequences(),
        a.because());
  }

  private static SegmentRow segment(Segment s) {
    return new SegmentRow(s.id(), s.name(), s.send(), s.avoid());
  }

  @GetMapping(
      value = "/api/playbooks/{version}",
      produces = {"application/yaml", "text/yaml", "application/x-yaml", "text/plain"})
  String text(@PathVariable String version) {
    return find(log.read(), "version", version).text();
  }

  @Operation(
      summary = "The playbook of a version as YAML",
      description = "As it was written, with its comments; what was written in JSON is rewritten.")
  @GetMapping(value = "/api/playbooks/{version}/playbook.yaml", produces = "application/yaml")
  String yaml(@PathVariable String version) {
    String text = text(version);
    return text.stripLeading().matches("(?s)[{\\[].*") ? Playbook.toYaml(text) : text;
  }

  @Operation(
      summary = "The playbook of a version as JSON",
      description =
          "With what it includes: then a list of documents, the playbook first. It can be drafted"
              + " again as it is.")
  @GetMapping(
      value = "/api/playbooks/{version}/playbook.json",
      produces = MediaType.APPLICATION_JSON_VALUE)
  String json(@PathVariable String version) {
    return Playbook.toJson(text(version));
  }

  record Differences(int from, int to, List<Difference> differences) {}

  @Operation(
      summary = "What differs between two versions, in words",
      description =
          "What is written otherwise but means the same is no difference; definitions are shown"
              + " before and after.",
      responses =
          @ApiResponse(
              responseCode = "200",
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      examples =
                          @ExampleObject(
                              """
                              {"from":1,"to":2,"differences":[{"what":"definition-changed","of":"recent",\
                              "words":"The definition of `recent` changed: { since-last: order_placed, less-than:\
                               60d } → { since-last: order_placed, less-than: 30d }",\
                              "before":"{ since-last: order_placed, less-than: 60d }",\
                              "after":"{ since-last: order_placed, less-than: 30d }"}]}\
                              """))))
  @GetMapping("/api/playbooks/{version}/diff")
  Differences diff(
      @PathVariable String version, @RequestParam(required = false) @Nullable String to) {
    Versions versions = log.read();
    Versions.Version from = find(versions, "version", version);
    if (to == null) {
      throw Problem.bad("to", "to is the number of the version to compare with");
    }
    Versions.Version other = find(versions, "to", to);
    return new Differences(
        from.version(), other.version(), Difference.between(from.text(), other.text()));
  }

  static Versions.Version find(Versions versions, String parameter, String number) {
    int wanted = Parameters.wholeNumber(parameter, number, 1, Integer.MAX_VALUE);
    Versions.Version found = versions.find(wanted);
    if (found == null) {
      throw new PlaybookRefused.UnknownVersion(parameter, wanted, versions.count());
    }
    return found;
  }
}
