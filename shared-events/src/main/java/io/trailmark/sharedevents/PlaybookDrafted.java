package io.trailmark.sharedevents;

import org.jspecify.annotations.Nullable;

/**
 * A version was written down.
 *
 * @param version from 1
 * @param text the document as its author wrote it; every text ever stored still parses
 * @param because why, in its author's words, never about a person; null: no reason was given
 */
public record PlaybookDrafted(
    String playbook, int version, String text, long at, @Nullable String because)
    implements PlaybookEvent {

  /** Without a reason. */
  public PlaybookDrafted(String playbook, int version, String text, long at) {
    this(playbook, version, text, at, null);
  }
}
