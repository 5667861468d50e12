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
  private int versions;
  private int active;
  private long surveyed = Long.MIN_VALUE;

  PlaybookVersions() {}

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  int handle(DraftPlaybook c) {
    Playbook.parse(c.text());
    apply(new PlaybookDrafted(PlaybookEvent.ID, versions + 1, c.text(), c.at()));
    return versions;
  }

  @CommandHandler
  void handle(ActivatePlaybook c) {
    if (c.version() < 1 || c.version() > versions) {
      throw new IllegalArgumentException(
          "version " + c.version() + " does not exist: there are 1 to " + versions);
    }
    if (c.version() != active) {
      apply(new PlaybookActivated(PlaybookEvent.ID, c.version(), c.at(), c.startSequences()));
    }
  }

  @CommandHandler
  boolean handle(TakeSurvey c) {
    boolean daily = c.asOf() == c.from();
    if (active == 0 || daily && c.asOf() <= surveyed) {
      return false;
    }
    apply(new SurveyTaken(PlaybookEvent.ID, active, c.asOf(), c.from(), c.quiet(), c.cuts()));
    return true;
  }

  @EventSourcingHandler
  void on(PlaybookEvent event) {
    id = event.playbook();
    switch (event) {
      case PlaybookDrafted e -> versions = e.version();
      case PlaybookActivated e -> active = e.version();
      case SurveyTaken e -> surveyed = Math.max(surveyed, e.asOf());
    }
  }
}
