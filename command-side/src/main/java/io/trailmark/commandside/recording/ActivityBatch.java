package io.trailmark.commandside.recording;

import io.trailmark.commandside.playbook.Standings;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.playbook.Playbook;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/** Validates and records activities that arrive together. */
@Component
public class ActivityBatch {
  /** Bytes of the largest activity. */
  public static final int LARGEST_ACTIVITY = ActivitiesJson.LARGEST_ACTIVITY;

  private final ActivityReader reader;
  private final Recording recording;
  private final Standings standings;
  private final BusinessClock clock;
  private final Arrivals arrivals;

  ActivityBatch(
      ActivityReader reader,
      Recording recording,
      Standings standings,
      BusinessClock clock,
      Arrivals arrivals) {
    this.reader = reader;
    this.recording = recording;
    this.standings = standings;
    this.clock = clock;
    this.arrivals = arrivals;
  }

  /**
   * The answer to a request.
   *
   * @param accepted recorded and durable
   * @param duplicates had their effect before
   * @param rejected not recorded, with the reason
   * @param undeclared kinds that are not declared here: recorded without properties
   */
  public record Answer(
      int accepted, int duplicates, List<Refused> rejected, List<String> undeclared) {}

  /**
   * An activity that an adapter made of what a source or a vendor sent.
   *
   * @param index position in the request, from 0
   * @param activity the fields of {@code POST /v1/activities}; without {@code occurredAt} it
   *     happens now
   * @param skew what to add to its instant, milliseconds
   */
  public record Adapted(int index, JsonNode activity, long skew) {}

  /**
   * What became of derived activities.
   *
   * @param rejected never to be recorded, with the reason
   * @param failed could not be recorded now: the vendor should send them again
   */
  public record DerivedAnswer(int accepted, int duplicates, List<Refused> rejected, int failed) {}

  /**
   * Records live activities that an adapter made.
   *
   * @param refused what the adapter could make nothing of
   */
  public Answer recordAdapted(String source, List<Adapted> activities, List<Refused> refused) {
    Collected collected = new Collected(clock.millis(), 0);
    collected.refused.addAll(refused);
    activities.forEach(a -> collected.add(a, false));
    return collected.recorded(source, null);
  }

  /**
   * Records live activities whose message ids an adapter derived from what they are about: whatever
   * comes again under an id is a duplicate, even if it says something else by then, as an order
   * that was changed does.
   */
  public DerivedAnswer recordDerived(String source, List<Adapted> activities) {
    Collected collected = new Collected(clock.millis(), 0);
    activities.forEach(a -> collected.add(a, true));
    return collected.recordedDerived(source);
  }

  /**
   * What to add to a source's instants, milliseconds; noted for the audit.
   *
   * @param now business time when it arrived
   * @param sentAt the source's clock when it sent, null if it does not say
   */
  public long skew(String source, long now, @Nullable Long sentAt) {
    if (sentAt == null) {
      return 0;
    }
    arrivals.clock(source, now - sentAt);
    return now - sentAt;
  }

  /** Records live activities. */
  Answer record(String source, ActivitiesJson.Request request) {
    long now = clock.millis();
    Collected collected = new Collected(now, skew(source, now, request.sentAt()));
    for (int i = 0; i < request.activities().size(); i++) {
      collected.add(i, request.activities().get(i));
    }
    return collected.recorded(source, null);
  }

  /**
   * Records lines of a history import, each one activity.
   *
   * @param lines UTF-8; empty ones are passed over
   * @param first number of the first line, from 0: the index in refusals
   */
  public Answer recordLines(String source, List<ByteBuffer> lines, int first, long importId) {
    Collected collected = new Collected(clock.millis(), 0);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).hasRemaining()) {
        collected.add(first + i, lines.get(i));
      }
    }
    return collected.recorded(source, importId);
  }

  /**
   * The id of a message as refusals tell it.
   *
   * @param json null if it cannot be read
   */
  public static @Nullable String messageId(@Nullable JsonNode json) {
    String id = json == null ? null : json.path("messageId").asString(null);
    return id == null || id.length() <= 256 ? id : id.substring(0, 256);
  }

  private final class Collected {
    private final long now;
    private final long skew;
    private final Playbook playbook;
    private final List<Incoming> valid = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    Collected(long now, long skew) {
      this.now = now;
      this.skew = skew;
      Playbook active = standings.current().playbook();
      if (active == null) {
        throw new ResponseStatusException(
            HttpStatus.SERVICE_UNAVAILABLE, "no playbook is active yet: try again in a moment");
      }
      this.playbook = active;
    }

    void add(int index, ByteBuffer activity) {
      JsonNode json = null;
      try {
        json = ActivitiesJson.activity(activity);
        valid.add(reader.read(index, json, playbook.currency(), now, skew));
      } catch (BadActivity e) {
        refused.add(new Refused(index, messageId(json), e.problem()));
      }
    }

    void add(Adapted a, boolean derived) {
      try {
        Incoming read =
            reader.readTimely(a.index(), a.activity(), playbook.currency(), now, a.skew());
        valid.add(derived ? read.derived() : read);
      } catch (BadActivity e) {
        refused.add(new Refused(a.index(), messageId(a.activity()), e.problem()));
      }
    }

    DerivedAnswer recordedDerived(String source) {
      Recording.Outcome outcome = recording.record(source, valid, null);
      arrivals.note(source, outcome.duplicates(), refused);
      // None of them can be a conflict: what is left is what failed.
      return new DerivedAnswer(
          outcome.accepted(), outcome.duplicates(), refused, outcome.refused().size());
    }

    Answer recorded(String source, @Nullable Long importId) {
      Recording.Outcome outcome = recording.record(source, valid, importId);
      List<Refused> all = new ArrayList<>(refused);
      all.addAll(outcome.refused());
      all.sort((a, b) -> Integer.compare(a.index(), b.index()));
      arrivals.note(source, outcome.duplicates(), all);
      return new Answer(outcome.accepted(), outcome.duplicates(), all, Recording.undeclared(valid));
    }
  }
}
