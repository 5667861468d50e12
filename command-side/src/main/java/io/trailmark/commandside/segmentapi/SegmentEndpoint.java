package io.trailmark.commandside.segmentapi;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.commandside.recording.ActivitiesJson;
import io.trailmark.commandside.recording.ActivityBatch;
import io.trailmark.commandside.recording.ActivityBatch.Adapted;
import io.trailmark.commandside.recording.BadActivity;
import io.trailmark.commandside.recording.Refused;
import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.eventstore.BusinessClock;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes what Segment's clients send. A message that cannot be taken never fails the others; what is
 * answered as a success, but for the rejected, is durable.
 */
@RestController
class SegmentEndpoint {
  /** Kinds that say, as identify does, who an anonymous visitor is. */
  private static final Set<String> LOGINS = Set.of("signed_up", "logged_in");

  private final WriteKeys keys;
  private final ActivityBatch batch;
  private final EventKinds kinds;
  private final People people;
  private final BusinessClock clock;

  SegmentEndpoint(
      WriteKeys keys, ActivityBatch batch, EventKinds kinds, People people, BusinessClock clock) {
    this.keys = keys;
    this.batch = batch;
    this.kinds = kinds;
    this.people = people;
    this.clock = clock;
  }

  /**
   * The answer, as Segment's servers give it.
   *
   * @param rejected beside it, for people: clients do not look at it
   */
  record Answer(boolean success, List<Refused> rejected) {}

  /**
   * Up to 2,500 messages or 5 MB unpacked, each up to 32 KB, as {@code {"batch": […]}}. Errors: 400
   * not JSON of the right shape, 401 no valid write key, 413 too much.
   */
  @PostMapping({"/v1/batch", "/v1/batch/", "/v1/b", "/v1/b/"})
  Answer batch(HttpServletRequest request) throws IOException {
    return many(request);
  }

  /**
   * The same under the Java client's address. That client sends its key in the body, a history
   * import can send it in the header alone: so the header tells them apart.
   */
  @PostMapping(
      path = {"/v1/import", "/v1/import/"},
      headers = "!Authorization")
  Answer imported(HttpServletRequest request) throws IOException {
    return many(request);
  }

  /** One message of up to 32 KB. */
  @PostMapping({
    "/v1/{type:identify|track|page|screen|group|alias}",
    "/v1/{type:identify|track|page|screen|group|alias}/"
  })
  Answer one(HttpServletRequest request, @PathVariable String type) throws IOException {
    String source = keys.sourceOfHeader(request);
    byte[] body = body(request);
    JsonNode message;
    try {
      message = ActivitiesJson.activity(ByteBuffer.wrap(body));
    } catch (BadActivity e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.problem());
    }
    if (source == null) {
      source = keys.sourceOf(message.path("writeKey").asString(null));
    }
    Taken taken = new Taken(source, null);
    taken.add(0, () -> message, type);
    return taken.recorded();
  }

  /** One message of up to 32 KB, under the letter by which browsers' clients call its type. */
  @PostMapping({"/v1/{letter:[itpsga]}", "/v1/{letter:[itpsga]}/"})
  Answer lettered(HttpServletRequest request, @PathVariable String letter) throws IOException {
    return one(request, type(letter));
  }

  private static String type(String letter) {
    return switch (letter) {
      case "i" -> "identify";
      case "p" -> "page";
      case "s" -> "screen";
      case "g" -> "group";
      case "a" -> "alias";
      default -> "track";
    };
  }

  private Answer many(HttpServletRequest request) throws IOException {
    String source = keys.sourceOfHeader(request);
    ActivitiesJson.Request read = ActivitiesJson.read(body(request), "batch");
    if (source == null) {
      source = keys.sourceOf(read.writeKey());
    }
    Taken taken = new Taken(source, read.sentAt());
    for (int i = 0; i < read.activities().size(); i++) {
      ByteBuffer message = read.activities().get(i);
      taken.add(i, () -> ActivitiesJson.activity(message), null);
    }
    return taken.recorded();
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    return RequestBody.whole(request, ActivitiesJson.LARGEST_BODY, "send several requests");
  }

  /** JSON that may turn out to be none. */
  private interface Read {
    JsonNode json();
  }

  private final class Taken {
    private final String source;
    private final long now = clock.millis();

    /** Of the request, null if it does not say when it was sent: then messages may. */
    private final @Nullable Long skew;

    private final List<Adapted> activities = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    Taken(String source, @Nullable Long sentAt) {
      this.source = source;
      this.skew = sentAt == null ? null : (Long) batch.skew(source, now, sentAt);
    }

    void add(int index, Read read, @Nullable String type) {
      JsonNode json = null;
      try {
        json = read.json();
        Message message = new Message(json);
        take(index, message, type == null ? message.text("type") : type);
      } catch (BadActivity e) {
        refused.add(new Refused(index, ActivityBatch.messageId(json), e.problem()));
      }
    }

    private void take(int index, Message message, String type) {
      switch (type) {
        case "identify" -> people.identify(message);
        case "group" -> people.group(message);
        case "alias" -> people.alias(message);
        case "track" -> track(index, message, kinds.of(message.text("event")));
        case "page" -> view(index, message, "page_viewed");
        case "screen" -> view(index, message, "screen_viewed");
        default ->
            throw new BadActivity("type must be identify, track, page, screen, group or alias");
      }
    }

    private void track(int index, Message message, String kind) {
      if (LOGINS.contains(kind)) {
        people.join(message);
      }
      activity(index, message, kind);
    }

    private void view(int index, Message message, String otherwise) {
      activity(index, message, kinds.ofView(message.json().path("name"), otherwise));
    }

    private void activity(int index, Message message, String kind) {
      ObjectNode activity = JsonNodeFactory.instance.objectNode();
      activity.set("messageId", message.json().path("messageId"));
      activity.put("customerId", message.customer());
      activity.put("kind", kind);
      String timestamp = message.timestamp();
      if (timestamp != null) {
        activity.put("occurredAt", timestamp);
      }
      activity.set("properties", Properties.of(message.object("properties")));
      long off = skew == null ? batch.skew(source, now, message.sentAt()) : skew;
      activities.add(new Adapted(index, activity, off));
    }

    Answer recorded() {
      return new Answer(true, batch.recordAdapted(source, activities, refused).rejected());
    }
  }
}
