package io.trailmark.eventstore;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The erasable table that knows which internal key stands for what a source calls a customer. */
public interface Identities {

  /** Internal keys of those that are known; unknown ids are absent from the answer. */
  Map<String, String> keysOf(Collection<String> sourceIds);

  /**
   * Internal keys of all, new random ones for those not known before. Joins the caller's
   * transaction.
   */
  Map<String, String> resolve(Collection<String> sourceIds);

  /** What sources call these customers; erased and unknown ones are absent. */
  Map<String, String> sourceIdsOf(Collection<String> customers);

  /** The key that stands for a source's id, or the key itself if it is one that exists. */
  Optional<String> find(String sourceIdOrKey);
}
