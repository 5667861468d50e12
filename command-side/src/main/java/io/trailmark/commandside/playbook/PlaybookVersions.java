package io.trailmark.commandside.playbook;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.trailmark.commandside.playbook.PlaybookCommand.ActivatePlaybook;
import io.trailmark.commandside.playbook.PlaybookCommand.DraftPlaybook;
import io.trailmark.commandside.playbook.PlaybookCommand.TakeSurvey;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookDrafted;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SurveyTaken;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** The playbook with all its versions, and the surveys taken under them. */
@Aggregate(type = "Playbook")
class PlaybookVersions {

  @AggregateIdentifier private @Nullable String id;
  private Versions versions = Versions.NONE;
  private long surveyedAsOf = Long.MIN_VALUE;
  private long surveyedFrom = Long.MIN_VALUE;

  PlaybookVersions() {}

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  PlaybookService.Drafted handle(DraftPlaybook c) {
    String text = Playbook.complete(c.text());
    Versions.Version same = versions.written(text);
    if (same != null) {
      return new PlaybookService.Drafted(same.version(), false);
    }
    versions.checkFollowing(Playbook.parse(text));
    int version = versions.count() + 1;
    apply(new PlaybookDrafted(PlaybookEvent.ID, version, text, c.at(), c.because()));
    return new PlaybookService.Drafted(version, true);
  }

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void handle(ActivatePlaybook c) {
    Versions.Version version = versions.find(c.version());
    if (version == null) {
      throw new PlaybookRefused.UnknownVersion("version", c.version(), versions.count());
    }
    if (version.status() == Versions.Status.ACTIVE) {
      return;
    }
    // A survey under another version that holds from the same instant would pass for its own.
    long at = Math.max(c.at(), surveyedFrom + 1);
    var early = versions.definitions().changedEarly(version.playbook(), at);
    if (!early.isEmpty() && c.because() == null && !version.isReasoned()) {
      throw new PlaybookRefused.ReasonNeeded(early);
    }
    apply(
        new PlaybookActivated(PlaybookEvent.ID, c.version(), at, c.startSequences(), c.because()));
  }

  @CommandHandler
  boolean handle(TakeSurvey c) {
    boolean isDaily = c.asOf() == c.from();
    boolean isBefore = c.asOf() < surveyedAsOf || c.from() < surveyedFrom;
    if (c.version() != versions.active() || isBefore || isDaily && c.asOf() == surveyedAsOf) {
      return false;
    }
    apply(
        new SurveyTaken(
            PlaybookEvent.ID,
            c.version(),
            c.asOf(),
            c.from(),
            c.quiet(),
            c.cuts(),
            c.fit(),
            c.past()));
    return true;
  }

  @EventSourcingHandler
  void on(PlaybookEvent event) {
    id = event.playbook();
    versions = versions.with(event);
    if (event instanceof SurveyTaken survey) {
      surveyedAsOf = survey.asOf();
      surveyedFrom = survey.from();
    }
  }
}
