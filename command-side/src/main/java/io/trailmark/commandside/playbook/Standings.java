package io.trailmark.commandside.playbook;

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
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What stands now, kept in memory and compared with the log at the start of every transaction on
 * customers.
 *
 * <p>{@link #refresh} must be called after the transaction has an id, and before anything is
 * decided: then whoever decides under an older state holds an id that the survey or activation can
 * wait for (see {@code MarkedDue}).
 */
@Component
public class Standings {
  private final EventStore events;
  private final JdbcClient jdbc;
  private volatile Known known = new Known(-1, Standing.NONE, Map.of());

  private record Known(long sequence, Standing standing, Map<Integer, String> texts) {}

  Standings(EventStore events, JdbcClient jdbc) {
    this.events = events;
    this.jdbc = jdbc;
  }

  /** As of the last {@link #refresh}. */
  public Standing current() {
    return known.standing();
  }

  /** Text of a version that was ever drafted, as of the last {@link #refresh}. */
  String text(int version) {
    return known.texts().getOrDefault(version, "");
  }

  /** Reads what other transactions and nodes have committed since; cheap when there is nothing. */
  public Standing refresh() {
    long newest =
        jdbc.sql("select coalesce(max(sequence), -1) from domain_event where aggregate = ?")
            .param(PlaybookEvent.ID)
            .query(Long.class)
            .single();
    if (newest > known.sequence()) {
      load();
    }
    return known.standing();
  }

  private synchronized void load() {
    Known k = known;
    DomainEventStream stream = events.readEvents(PlaybookEvent.ID, k.sequence() + 1);
    Map<Integer, String> texts = new HashMap<>(k.texts());
    Standing standing = k.standing();
    while (stream.hasNext()) {
      var message = stream.next();
      if (message.getSequenceNumber() <= k.sequence()) {
        continue;
      }
      standing = fold(standing, texts, (PlaybookEvent) message.getPayload());
      known = new Known(message.getSequenceNumber(), standing, Map.copyOf(texts));
    }
  }

  private static Standing fold(Standing standing, Map<Integer, String> texts, PlaybookEvent event) {
    return switch (event) {
      case PlaybookDrafted e -> {
        texts.put(e.version(), e.text());
        yield standing;
      }
      case PlaybookActivated e ->
          standing.activated(
              e.version(),
              Playbook.stored(texts.getOrDefault(e.version(), "")),
              e.at(),
              e.startSequences());
      case SurveyTaken e -> standing.surveyed(survey(standing, e));
    };
  }

  private static Survey survey(Standing standing, SurveyTaken e) {
    Map<TopCut, OptionalLong> cuts = new HashMap<>();
    for (SurveyTaken.Cut cut : e.cuts()) {
      TopCut top = standing.playbook(e.playbookVersion()).cut(cut.measure(), cut.percent());
      if (top != null) {
        cuts.put(top, cut.value() == null ? OptionalLong.empty() : OptionalLong.of(cut.value()));
      }
    }
    return new Survey(
        e.asOf(),
        e.from(),
        e.quiet(),
        cuts,
        fitted(e.fit()),
        past(standing.playbook(e.playbookVersion()), e.past()));
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
