package io.trailmark.sharedevents;

import org.jspecify.annotations.Nullable;

/**
 * A version decides memberships from {@code at}, inclusive.
 *
 * @param startSequences true if the transitions that the change itself causes may start sequences
 * @param because why, in its author's words, never about a person; null: no reason was given
 */
public record PlaybookActivated(
    String playbook, int version, long at, boolean startSequences, @Nullable String because)
    implements PlaybookEvent {

  /** Without a reason. */
  public PlaybookActivated(String playbook, int version, long at, boolean startSequences) {
    this(playbook, version, at, startSequences, null);
  }
}
