package io.trailmark.commandside.contact;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.commandside.recording.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What people agreed to, and addresses that nothing is sent to. */
@RestController
class ConsentEndpoint {
  private static final int LARGEST = 32 << 10;
  private static final String ADVICE = "send several requests";

  private final WriteKeys keys;
  private final Consents consents;
  private final Suppressions suppressions;
  private final ConsentJson json;

  ConsentEndpoint(WriteKeys keys, Consents consents, Suppressions suppressions, ConsentJson json) {
    this.keys = keys;
    this.consents = consents;
    this.suppressions = suppressions;
    this.json = json;
  }

  /**
   * {@code {"consents": [{"purpose", "channel", "given", "at"}]}}, up to 100, beside what was said
   * before: of each purpose and channel what was said last counts. {@code purpose} matches {@code
   * [a-z][a-z0-9_-]{0,31}}; {@code marketing} is that of sequences. {@code at} is now unless given.
   * Errors: 400 naming the field, 401 no valid write key, 413 too much.
   */
  @PutMapping("/v1/customers/{id}/consents")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void say(HttpServletRequest request, @PathVariable String id) throws IOException {
    String source = keys.source(request);
    consents.say(ContactId.checked(id), json.consents(body(request)), source);
  }

  /**
   * {@code {"channel", "address", "reason"}}: nothing is sent to the address any more, whoever has
   * it. {@code reason} matches {@code [a-z][a-z0-9_-]{0,31}}: unsubscribed, complaint, bounce.
   * Needs the scope erase. Errors: 400 naming the field, 401, 403.
   */
  @PostMapping("/v1/suppressions")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void suppress(HttpServletRequest request) throws IOException {
    ConsentJson.Address address = json.address(body(request), true);
    suppressions.suppress(address.channel(), address.address(), address.reason());
  }

  /**
   * {@code {"channel", "address"}}: messages may go there again. Needs the scope erase. Errors: 400
   * naming the field, 401, 403, 404 it is not suppressed.
   */
  @PostMapping("/v1/suppressions/lift")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void lift(HttpServletRequest request) throws IOException {
    ConsentJson.Address address = json.address(body(request), false);
    if (!suppressions.lift(address.channel(), address.address())) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "The address is not suppressed.");
    }
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    return RequestBody.whole(request, LARGEST, ADVICE);
  }
}
