package io.trailmark.commandside.playbook;

import io.trailmark.commandside.AggregateCommand;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the Playbook can be asked to do. */
sealed interface PlaybookCommand extends AggregateCommand {

  /** An installation has one playbook. */
  @Override
  default String aggregate() {
    return PlaybookEvent.ID;
  }

  /**
   * Write down a new version; answers its {@link PlaybookService.Drafted number}, which is that of
   * an earlier one if the text is the same.
   */
  record DraftPlaybook(String text, long at, @Nullable String because) implements PlaybookCommand {}

  /** Let a version decide from {@code at}; without effect if it does. */
  record ActivatePlaybook(int version, long at, boolean startSequences, @Nullable String because)
      implements PlaybookCommand {}

  /**
   * Record what a survey found; without effect if a daily survey as of that midnight was taken, a
   * later one was, or another version is active.
   */
  record TakeSurvey(
      int version,
      long asOf,
      long from,
      boolean quiet,
      List<SurveyTaken.Cut> cuts,
      SurveyTaken.@Nullable Fit fit,
      SurveyTaken.@Nullable Past past)
      implements PlaybookCommand {}
}
