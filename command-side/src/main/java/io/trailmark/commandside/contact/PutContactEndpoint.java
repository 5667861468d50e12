package io.trailmark.commandside.contact;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.commandside.recording.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tells the contact book what is known of a person. */
@RestController
class PutContactEndpoint {
  private static final int LARGEST = 32 << 10;

  private final WriteKeys keys;
  private final ContactBook book;

  PutContactEndpoint(WriteKeys keys, ContactBook book) {
    this.keys = keys;
    this.book = book;
  }

  /**
   * Up to 32 KB {@code {"email", "name", "phone", "traits": {…}}}, each of which may be missing.
   * Errors: 400 naming the field, 401 no valid write key, 413 too much.
   */
  @PutMapping("/v1/customers/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void put(HttpServletRequest request, @PathVariable String id) throws IOException {
    keys.source(request);
    book.replace(
        ContactId.checked(id),
        ContactJson.read(
            RequestBody.whole(request, LARGEST, "leave out traits that nobody needs")));
  }
}
