package io.trailmark.commandside.contact;

import io.trailmark.commandside.recording.SourceText;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** What a source calls a customer, in a path. */
final class ContactId {
  private ContactId() {}

  /**
   * The same.
   *
   * @throws ResponseStatusException 400 if nobody can be called so
   */
  static String checked(String id) {
    if (!SourceText.isId(id)) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST,
          "the customer's id must have 1 to "
              + SourceText.LONGEST_ID
              + " characters, no control characters and no broken Unicode");
    }
    return id;
  }
}
