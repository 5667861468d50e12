package io.trailmark.commandside.contact;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Erases a person. */
@RestController
class EraseEndpoint {
  private final Erasure erasure;

  EraseEndpoint(Erasure erasure) {
    this.erasure = erasure;
  }

  /**
   * Needs the scope erase. There is no way back. Errors: 401, 403, 404 nobody is called so (any
   * more).
   */
  @DeleteMapping("/v1/customers/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void erase(@PathVariable String id) {
    if (!erasure.erase(ContactId.checked(id))) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND, "Nobody is called so: they may have been erased before.");
    }
  }
}
