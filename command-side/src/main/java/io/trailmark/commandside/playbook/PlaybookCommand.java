package io.trailmark.commandside.playbook;

import io.trailmark.commandside.AggregateCommand;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.List;

/** What the Playbook can be asked to do. */
sealed interface PlaybookCommand extends AggregateCommand {

  /** An installation has one playbook. */
  @Override
  default String aggregate() {
    return PlaybookEvent.ID;
  }

  /** Write down a new version; answers its number. */
  record DraftPlaybook(String text, long at) implements PlaybookCommand {}

  /** Let a version decide from {@code at}. */
  record ActivatePlaybook(int version, long at, boolean startSequences)
      implements PlaybookCommand {}

  /**
   * Record the cuts of a survey; without effect if a daily survey as of that midnight was taken, a
   * later one was, or another version is active.
   */
  record TakeSurvey(int version, long asOf, long from, boolean quiet, List<SurveyTaken.Cut> cuts)
      implements PlaybookCommand {}
}
