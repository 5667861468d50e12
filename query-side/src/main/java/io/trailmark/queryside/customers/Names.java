package io.trailmark.queryside.customers;

import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Problem;
import java.util.List;
import org.springframework.stereotype.Component;

/** What customers are called outside, and their keys inside. */
@Component
class Names {
  private final Identities identities;

  Names(Identities identities) {
    this.identities = identities;
  }

  /**
   * The key of whom the source calls so, or the key itself.
   *
   * @throws org.springframework.web.ErrorResponseException 404 if there is no such customer
   */
  String key(String id) {
    return identities
        .find(id)
        .orElseThrow(() -> Problem.notFound("id", "There is no customer \"" + id + "\"."));
  }

  /** What the source calls the customer; the key once that is erased. */
  String shown(String key) {
    return identities.sourceIdsOf(List.of(key)).getOrDefault(key, key);
  }
}
