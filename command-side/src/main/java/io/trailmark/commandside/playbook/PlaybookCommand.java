package io.trailmark.commandside.playbook;

import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** What the Playbook can be asked to do. */
sealed interface PlaybookCommand {

  /** Always {@link PlaybookEvent#ID}: an installation has one playbook. */
  default String playbook() {
    return PlaybookEvent.ID;
  }

  /** Write down a new version; answers its number. */
  record DraftPlaybook(@TargetAggregateIdentifier String playbook, String text, long at)
      implements PlaybookCommand {}

  /** Let a version decide from {@code at}. */
  record ActivatePlaybook(
      @TargetAggregateIdentifier String playbook, int version, long at, boolean startSequences)
      implements PlaybookCommand {}

  /**
   * Record the cuts of a survey; without effect if a daily survey as of that midnight was taken.
   */
  record TakeSurvey(
      @TargetAggregateIdentifier String playbook,
      long asOf,
      long from,
      boolean quiet,
      List<SurveyTaken.Cut> cuts)
      implements PlaybookCommand {}
}
