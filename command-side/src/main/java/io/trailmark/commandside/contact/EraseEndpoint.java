package io.trailmark.commandside.contact;

import io.trailmark.commandside.access.WriteKeys;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Erases a person. */
@RestController
class EraseEndpoint {
  private final WriteKeys keys;
  private final Erasure erasure;

  EraseEndpoint(WriteKeys keys, Erasure erasure) {
    this.keys = keys;
    this.erasure = erasure;
  }

  /** There is no way back. Errors: 401 no valid write key, 404 nobody is called so (any more). */
  @DeleteMapping("/v1/customers/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void erase(HttpServletRequest request, @PathVariable String id) {
    keys.source(request);
    if (!erasure.erase(ContactId.checked(id))) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND, "Nobody is called so: they may have been erased before.");
    }
  }
}
