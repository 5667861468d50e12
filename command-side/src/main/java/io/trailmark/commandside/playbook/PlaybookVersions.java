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
import java.util.Currency;
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
  private @Nullable Currency currency;
  private long surveyedAsOf = Long.MIN_VALUE;
  private long surveyedFrom = Long.MIN_VALUE;

  PlaybookVersions() {}

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  int handle(DraftPlaybook c) {
    Currency written = Playbook.parse(c.text()).currency();
    if (currency != null && !written.equals(currency)) {
      throw new IllegalArgumentException(
          "currency must stay "
              + currency
              + ", in which everything so far was recorded, not become "
              + written);
    }
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
      // A survey under another version that holds from the same instant would pass for its own.
      long at = Math.max(c.at(), surveyedFrom + 1);
      apply(new PlaybookActivated(PlaybookEvent.ID, c.version(), at, c.startSequences()));
    }
  }

  @CommandHandler
  boolean handle(TakeSurvey c) {
    boolean isDaily = c.asOf() == c.from();
    boolean isBefore = c.asOf() < surveyedAsOf || c.from() < surveyedFrom;
    if (c.version() != active || isBefore || isDaily && c.asOf() == surveyedAsOf) {
      return false;
    }
    apply(new SurveyTaken(PlaybookEvent.ID, active, c.asOf(), c.from(), c.quiet(), c.cuts()));
    return true;
  }

  @EventSourcingHandler
  void on(PlaybookEvent event) {
    id = event.playbook();
    switch (event) {
      case PlaybookDrafted e -> {
        versions = e.version();
        currency = Playbook.parse(e.text()).currency();
      }
      case PlaybookActivated e -> active = e.version();
      case SurveyTaken e -> {
        surveyedAsOf = e.asOf();
        surveyedFrom = e.from();
      }
    }
  }
}
