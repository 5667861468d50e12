package io.trailmark.sharedevents;

/**
 * A version was written down.
 *
 * @param version from 1
 * @param text the document as its author wrote it; every text ever stored still parses
 */
public record PlaybookDrafted(String playbook, int version, String text, long at)
    implements PlaybookEvent {}
