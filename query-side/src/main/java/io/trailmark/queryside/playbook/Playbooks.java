package io.trailmark.queryside.playbook;

import io.trailmark.eventstore.web.Problem;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.BgNbd;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.prediction.GammaGamma;
import io.trailmark.segmentation.review.PastCuts;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookDrafted;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.SurveyTaken;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What stands now, read from the log itself when asked: it never lags. */
@Component
public class Playbooks implements Zones {
  private final EventStore events;
  private volatile Known known = new Known(-1, Standing.NONE, new TreeMap<>());

  /**
   * @param playbooks by version
   */
  private record Known(long sequence, Standing standing, SortedMap<Integer, Drafted> playbooks) {}

  /** A version as it was drafted. */
  public record Drafted(int version, String text, Playbook playbook) {}

  /** A playbook in force. */
  public record Active(int version, Playbook playbook, Standing standing) {}

  Playbooks(EventStore events) {
    this.events = events;
  }

  /**
   * The playbook in force.
   *
   * @throws org.springframework.web.ErrorResponseException 503 if none is yet
   */
  public Active active() {
    return activeIfAny()
        .orElseThrow(
            () ->
                Problem.notYet("No playbook is active yet: there are no segments before one is."));
  }

  /** The playbook in force; empty if none is yet. */
  public Optional<Active> activeIfAny() {
    Standing standing = refresh().standing();
    return Optional.ofNullable(standing.playbook())
        .map(playbook -> new Active(standing.version(), playbook, standing));
  }

  /** Every version that was ever drafted, by number. */
  public SortedMap<Integer, Drafted> drafted() {
    return Collections.unmodifiableSortedMap(refresh().playbooks());
  }

  @Override
  public ZoneId of(int version) {
    Known k = known;
    return playbook(k.playbooks().containsKey(version) ? k : refresh(), version).zone();
  }

  /** Reads what was appended since. */
  private synchronized Known refresh() {
    Known k = known;
    DomainEventStream stream = events.readEvents(PlaybookEvent.ID, k.sequence() + 1);
    while (stream.hasNext()) {
      var message = stream.next();
      k = fold(k, message.getSequenceNumber(), (PlaybookEvent) message.getPayload());
    }
    known = k;
    return k;
  }

  private static Known fold(Known k, long sequence, PlaybookEvent event) {
    return switch (event) {
      case PlaybookDrafted e -> {
        SortedMap<Integer, Drafted> playbooks = new TreeMap<>(k.playbooks());
        playbooks.put(e.version(), new Drafted(e.version(), e.text(), Playbook.stored(e.text())));
        yield new Known(sequence, k.standing(), playbooks);
      }
      case PlaybookActivated e -> {
        Playbook playbook = playbook(k, e.version());
        yield new Known(
            sequence,
            k.standing().activated(e.version(), playbook, e.at(), e.startSequences()),
            k.playbooks());
      }
      case SurveyTaken e ->
          new Known(
              sequence,
              k.standing().surveyed(survey(playbook(k, e.playbookVersion()), e)),
              k.playbooks());
    };
  }

  private static Playbook playbook(Known k, int version) {
    Drafted drafted = k.playbooks().get(version);
    if (drafted == null) {
      throw new IllegalStateException("playbook version " + version + " was never drafted");
    }
    return drafted.playbook();
  }

  private static Survey survey(Playbook playbook, SurveyTaken e) {
    Map<TopCut, OptionalLong> cuts = new HashMap<>();
    for (SurveyTaken.Cut cut : e.cuts()) {
      TopCut top = playbook.cut(cut.measure(), cut.percent());
      if (top != null) {
        cuts.put(top, cut.value() == null ? OptionalLong.empty() : OptionalLong.of(cut.value()));
      }
    }
    return new Survey(
        e.asOf(), e.from(), e.quiet(), cuts, fitted(e.fit()), past(playbook, e.past()));
  }

  private static @Nullable PastCuts past(Playbook playbook, SurveyTaken.@Nullable Past past) {
    if (past == null) {
      return null;
    }
    PastCuts.Recorded recorded = new PastCuts.Recorded(playbook, past.midnights());
    past.cuts().forEach(cut -> recorded.add(cut.measure(), cut.percent(), cut.values()));
    return recorded.all();
  }

  private static @Nullable Fitted fitted(SurveyTaken.@Nullable Fit fit) {
    if (fit == null) {
      return null;
    }
    var buying = fit.buying();
    var spending = fit.spending();
    return new Fitted(
        fit.asOf(),
        buying == null ? null : new BgNbd(buying.r(), buying.alpha(), buying.a(), buying.b()),
        spending == null ? null : new GammaGamma(spending.p(), spending.q(), spending.gamma()));
  }
}
