package io.trailmark.queryside.messages;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import io.trailmark.queryside.playbook.Zones;
import io.trailmark.queryside.projection.Documents;
import io.trailmark.queryside.projection.Projection;
import io.trailmark.queryside.projection.Recorded;
import io.trailmark.queryside.projection.Workspace;
import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.MessageDeferred;
import io.trailmark.sharedevents.MessageFailed;
import io.trailmark.sharedevents.MessageIntended;
import io.trailmark.sharedevents.MessageSending;
import io.trailmark.sharedevents.MessageSent;
import io.trailmark.sharedevents.MessageSkipped;
import io.trailmark.sharedevents.MessageUnknown;
import io.trailmark.sharedevents.PlaybookActivated;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code messages}, by run and step, and {@code steps}, by sequence, step and the day on which the
 * step came due: whatever becomes of a message later counts on that day, so that the columns add up
 * over any days.
 */
@Component
class MessagesProjection implements Projection {
  static final String MESSAGES = "messages";
  static final String STEPS = "steps";

  /** The document of {@link #STEPS} that is {@link Newest}. */
  static final String NEWEST = "newest";

  /** The document of {@link #STEPS} that is {@link Activations}. */
  static final String ACTIVATIONS = "activations";

  private final Zones zones;

  MessagesProjection(Zones zones) {
    this.zones = zones;
  }

  @Override
  public String name() {
    return MESSAGES;
  }

  @Override
  public List<String> collections() {
    return List.of(STEPS, MESSAGES);
  }

  @Override
  public Set<Class<?>> events() {
    return Set.of(
        PlaybookActivated.class,
        MessageIntended.class,
        MessageSending.class,
        MessageSent.class,
        MessageFailed.class,
        MessageUnknown.class,
        MessageSkipped.class,
        MessageDeferred.class);
  }

  @Override
  public void index(String name, MongoCollection<Document> collection) {
    if (name.equals(MESSAGES)) {
      collection.createIndex(Indexes.descending("intendedAt", "_id"));
      for (String field : List.of("customer", "sequence", "status")) {
        collection.createIndex(
            Indexes.compoundIndex(
                Indexes.ascending(field), Indexes.descending("intendedAt", "_id")));
      }
    }
  }

  @Override
  public void project(List<Recorded> batch, Workspace workspace) {
    Batch applying = new Batch(workspace.documents(MESSAGES), workspace.documents(STEPS));
    applying.load(batch);
    batch.forEach(applying::apply);
  }

  private static String id(String run, int step) {
    return run + "/" + step;
  }

  private static String id(CustomerEvent event) {
    return switch (event) {
      case MessageIntended e -> id(e.run(), e.step());
      case MessageSending e -> id(e.run(), e.step());
      case MessageSent e -> id(e.run(), e.step());
      case MessageFailed e -> id(e.run(), e.step());
      case MessageUnknown e -> id(e.run(), e.step());
      case MessageSkipped e -> id(e.run(), e.step());
      case MessageDeferred e -> id(e.run(), e.step());
      default -> throw new IllegalArgumentException(event.toString());
    };
  }

  private final class Batch {
    private final Documents messages;
    private final Documents steps;

    Batch(Documents messages, Documents steps) {
      this.messages = messages;
      this.steps = steps;
    }

    void load(List<Recorded> batch) {
      Set<String> ids = new HashSet<>();
      for (Recorded recorded : batch) {
        if (recorded.event() instanceof CustomerEvent event) {
          ids.add(id(event));
        }
      }
      messages.load(ids);
      steps.load(List.of(ACTIVATIONS, NEWEST));
    }

    void apply(Recorded recorded) {
      long position = recorded.position();
      if (recorded.event() instanceof PlaybookActivated a) {
        steps.change(ACTIVATIONS, position, d -> Activations.add(d, position, a.version()));
      } else {
        apply(position, (CustomerEvent) recorded.event());
      }
    }

    private void apply(long position, CustomerEvent event) {
      String id = id(event);
      if (!messages.awaits(id, position)) {
        return;
      }
      switch (event) {
        case MessageIntended e -> intended(id, position, e);
        case MessageSending e ->
            changed(id, position, Status.SENDING, "sendingAt", e.at(), null, null);
        case MessageSent e -> changed(id, position, Status.SENT, "endedAt", e.at(), "via", e.via());
        case MessageFailed e ->
            changed(id, position, Status.FAILED, "endedAt", e.at(), "reason", e.reason());
        case MessageUnknown e ->
            changed(id, position, Status.UNKNOWN, "endedAt", e.at(), null, null);
        case MessageSkipped e ->
            changed(id, position, Status.SKIPPED, "endedAt", e.at(), "reason", e.reason());
        case MessageDeferred e ->
            changed(id, position, Status.INTENDED, "sendingAt", null, "reason", e.reason());
        default -> throw new IllegalArgumentException(event.toString());
      }
    }

    private void intended(String id, long position, MessageIntended e) {
      String day = Instant.ofEpochMilli(e.at()).atZone(zone(position)).toLocalDate().toString();
      String stepDay = e.sequence() + "|" + e.step() + "|" + day;
      steps.change(
          stepDay,
          position,
          s -> {
            s.put("sequence", e.sequence());
            s.put("step", e.step());
            s.put("day", day);
            add(s, Status.INTENDED.counted(), 1);
          });
      steps.change(NEWEST, position, n -> Newest.add(n, id, e.at()));
      messages.change(
          id,
          position,
          m ->
              m.append("customer", e.customer())
                  .append("run", e.run())
                  .append("sequence", e.sequence())
                  .append("step", e.step())
                  .append("channel", e.channel())
                  .append("template", e.template())
                  .append("status", Status.INTENDED.text())
                  .append("intendedAt", e.at())
                  .append("stepDay", stepDay));
    }

    private ZoneId zone(long position) {
      OptionalInt version = Activations.at(steps.get(ACTIVATIONS), position);
      return version.isEmpty() ? ZoneOffset.UTC : zones.of(version.getAsInt());
    }

    private void changed(
        String id,
        long position,
        Status status,
        String instant,
        @Nullable Long at,
        @Nullable String detail,
        @Nullable String text) {
      Document message = messages.get(id);
      String stepDay = message.getString("stepDay");
      if (stepDay == null) {
        throw new IllegalStateException("message " + id + " was never intended");
      }
      String was =
          Status.valueOf(message.getString("status").toUpperCase(java.util.Locale.ROOT)).counted();
      if (!was.equals(status.counted())) {
        steps.change(
            stepDay,
            position,
            s -> {
              add(s, was, -1);
              add(s, status.counted(), 1);
            });
      }
      messages.change(
          id,
          position,
          m -> {
            m.append("status", status.text()).append(instant, at);
            // Why it was to be tried again.
            m.remove("reason");
            if (detail != null) {
              m.append(detail, text);
            }
          });
    }
  }

  private static void add(Document document, String field, long n) {
    Long before = document.getLong(field);
    document.put(field, (before == null ? 0 : before) + n);
  }
}
