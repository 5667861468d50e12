package io.trailmark.segmentation.sequence;

import java.util.Set;

/**
 * What a sequence is for.
 *
 * @param kinds of activity that reach it; none: nothing does
 * @param sameKey only those that carry the same key as the activity that started the run
 */
public record Goal(Set<String> kinds, boolean sameKey) {
  /** Nothing ends the run before its last step. */
  public static final Goal NONE = new Goal(Set.of(), false);

  public Goal {
    kinds = Set.copyOf(kinds);
  }

  /** Any activity of these kinds. */
  public static Goal of(String... kinds) {
    return new Goal(Set.of(kinds), false);
  }
}
