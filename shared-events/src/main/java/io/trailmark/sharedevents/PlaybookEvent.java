package io.trailmark.sharedevents;

/**
 * Whatever the Playbook aggregate records: the versions of the definitions and the cuts taken under
 * them.
 */
public sealed interface PlaybookEvent permits PlaybookDrafted, PlaybookActivated, SurveyTaken {

  /** Aggregate identifier of the one playbook of an installation. */
  String ID = "playbook";

  /** Always {@link #ID}. */
  String playbook();
}
