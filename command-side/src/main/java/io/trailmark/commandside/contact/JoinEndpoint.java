package io.trailmark.commandside.contact;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.recording.SourceText;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/** Joins what another id did, an anonymous visitor's for example, to a person. */
@RestController
class JoinEndpoint {
  private static final int LARGEST = 4 << 10;

  private final WriteKeys keys;
  private final Joins joins;

  JoinEndpoint(WriteKeys keys, Joins joins) {
    this.keys = keys;
    this.joins = joins;
  }

  /**
   * The answer.
   *
   * @param joined false: they were one before
   */
  record Answer(boolean joined) {}

  /**
   * {@code {"alias": "…"}}, another id of the person's: what was recorded under it is theirs, and
   * so is what arrives under it from now on. There is no way back. Errors: 400 naming the field,
   * 401 no valid write key, 409 the alias is somebody else's already.
   */
  @PostMapping("/v1/customers/{id}/aliases")
  Answer join(HttpServletRequest request, @PathVariable String id) throws IOException {
    keys.source(request);
    JsonNode body = ContactJson.json(RequestBody.whole(request, LARGEST, "send one alias"));
    JsonNode alias = body.path("alias");
    if (!alias.isString() || !SourceText.isId(alias.stringValue())) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST,
          "alias must be a text of 1 to "
              + SourceText.LONGEST_ID
              + " characters without control characters");
    }
    Joins.Outcome outcome = joins.join(ContactId.checked(id), alias.stringValue());
    if (outcome == Joins.Outcome.TAKEN) {
      throw new ResponseStatusException(
          HttpStatus.CONFLICT,
          "The alias was joined to another customer before, and stays theirs.");
    }
    return new Answer(outcome == Joins.Outcome.JOINED);
  }
}
