package io.trailmark.commandside.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Problem;
import io.trailmark.eventstore.web.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Templates of messages: shipped ones, and a user's own in their place or beside them. */
@RestController
class TemplatesEndpoint {
  private final Templates templates;
  private final Composing composing;
  private final Trial trial;
  private final Identities identities;

  TemplatesEndpoint(Templates templates, Composing composing, Trial trial, Identities identities) {
    this.templates = templates;
    this.composing = composing;
    this.trial = trial;
    this.identities = identities;
  }

  record All(List<Row> templates) {}

  /**
   * @param from {@code shipped}, or {@code own}: a user's, in place of the shipped one if there is
   * @param shipped whether deleting a user's brings back a shipped one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String name,
      String from,
      boolean shipped,
      @Nullable String changedAt,
      @Nullable String text) {

    static Row of(Templates.Written written, boolean whole) {
      Long at = written.changedAt();
      return new Row(
          written.name(),
          at == null ? "shipped" : "own",
          written.shipped(),
          Texts.instantOrNull(at),
          whole ? written.text() : null);
    }
  }

  @Operation(summary = "Templates of messages, in order of their names")
  @GetMapping("/api/templates")
  All all() {
    return new All(templates.all().stream().map(t -> Row.of(t, false)).toList());
  }

  @Operation(summary = "One template, with its text")
  @GetMapping("/api/templates/{name}")
  Row one(@PathVariable String name) {
    return Row.of(written(name), true);
  }

  @Operation(
      summary = "Brings a template, or changes one",
      description =
          "Up to 256 KB: head, Markdown with Liquid, and HTML of its own if it has any. What could"
              + " fail for every customer is refused here.")
  @PutMapping("/api/templates/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void put(@PathVariable String name, HttpServletRequest request) throws IOException {
    String text = TemplateBody.text(request);
    trial.pass(templates.understood(checked(name), text));
    templates.keep(name, text);
  }

  @Operation(
      summary = "Removes a user's template",
      description = "Where there is a shipped one of that name, it is back.")
  @DeleteMapping("/api/templates/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name) {
    if (!templates.drop(checked(name))) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND, "There is no template of a user's of that name.");
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(String subject, String text, @Nullable String html) {}

  @Operation(
      summary = "What one customer would read now",
      description =
          "Made of what is known of them; its links lead nowhere, nothing is sent or recorded."
              + " Needs the scope send: it shows contact data.")
  @PostMapping("/api/templates/{name}/preview")
  ResponseEntity<Answer> preview(@PathVariable String name, HttpServletRequest request)
      throws IOException {
    TemplateBody.Preview asked = TemplateBody.Preview.read(request);
    Template template =
        asked.text() == null
            ? templates.template(written(name).name())
            : templates.understood(checked(name), asked.text());
    String key = identities.keysOf(Set.of(asked.customer())).get(asked.customer());
    if (key == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Nobody is called so.");
    }
    if (asked.text() != null) {
      trial.check(template);
    }
    String channel = asked.channel() != null ? asked.channel() : channel(template);
    Composed composed = composing.compose(template, channel, key, asked.run(), new NoLinks());
    return ResponseEntity.ok()
        .header("Cache-Control", "no-store")
        .body(new Answer(composed.subject(), composed.text(), composed.html()));
  }

  private static String channel(Template template) {
    return template.channel() == null ? "email" : template.channel();
  }

  private Templates.Written written(String name) {
    return templates
        .find(checked(name))
        .orElseThrow(
            () ->
                new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "There is no template of that name."));
  }

  private static String checked(String name) {
    if (!name.matches(Template.NAME)) {
      throw Problem.badField(
          "name",
          "name has 1 to 100 small letters, digits and hyphens, as `you-left-something` has");
    }
    return name;
  }
}
