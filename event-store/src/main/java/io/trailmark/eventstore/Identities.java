package io.trailmark.eventstore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The erasable table that knows which internal key stands for what a source calls a customer. Of
 * customers who were joined, all source ids stand for the one that is left.
 */
public interface Identities {

  /** Internal keys of those that are known; unknown ids are absent from the answer. */
  Map<String, String> keysOf(Collection<String> sourceIds);

  /**
   * Internal keys of all, new random ones for those not known before. Joins the caller's
   * transaction.
   */
  Map<String, String> resolve(Collection<String> sourceIds);

  /**
   * What sources call these customers, of a joined one the one it was joined to; erased and unknown
   * ones are absent.
   */
  Map<String, String> sourceIdsOf(Collection<String> customers);

  /**
   * The key and those of all who were joined to it: messages and events of then are under these.
   */
  List<String> trailsOf(String customer);

  /**
   * The key that stands for a source's id, or the key itself if it is one that exists; of a joined
   * one the key of who it was joined to.
   */
  Optional<String> find(String sourceIdOrKey);
}
