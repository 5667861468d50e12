package io.trailmark.queryside.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.queryside.projection.Crashes;
import io.trailmark.queryside.projection.Recorded;
import io.trailmark.sharedevents.MessageFailed;
import io.trailmark.sharedevents.MessageIntended;
import io.trailmark.sharedevents.MessageSending;
import io.trailmark.sharedevents.MessageSent;
import io.trailmark.sharedevents.MessageSkipped;
import io.trailmark.sharedevents.MessageUnknown;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookEvent;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class MessagesProjectionTest {
  private final MessagesProjection projection =
      new MessagesProjection(
          version -> version == 1 ? ZoneOffset.UTC : ZoneId.of("Pacific/Auckland"));

  private static List<Recorded> story(Random random, int messages) {
    List<Object> open = new ArrayList<>();
    List<Recorded> events = new ArrayList<>();
    long at = 1_300_000_000_000L;
    for (int i = 0; i < messages || !open.isEmpty(); ) {
      at += random.nextInt(5_000_000);
      Object event;
      if (random.nextInt(20) == 0) {
        event = new PlaybookActivated(PlaybookEvent.ID, 1 + random.nextInt(2), at, false);
      } else if (i < messages && random.nextInt(3) == 0) {
        String run = "k" + i + "/win-back/1";
        event = new MessageIntended("k" + i, run, "win-back", i % 3, "email", "t", at);
        i++;
        open.add(event);
      } else if (open.isEmpty()) {
        continue;
      } else {
        event = next(open.remove(random.nextInt(open.size())), at, random);
        if (event instanceof MessageSending) {
          open.add(event);
        }
      }
      events.add(new Recorded(10 + 2L * events.size(), at, event));
    }
    return events;
  }

  private static Object next(Object before, long at, Random random) {
    if (before instanceof MessageSending m) {
      return switch (random.nextInt(3)) {
        case 0 -> new MessageSent(m.customer(), m.run(), m.step(), "outbox", at);
        case 1 -> new MessageFailed(m.customer(), m.run(), m.step(), "no such address", at);
        default -> new MessageUnknown(m.customer(), m.run(), m.step(), at);
      };
    }
    MessageIntended m = (MessageIntended) before;
    return random.nextInt(4) == 0
        ? new MessageSkipped(m.customer(), m.run(), m.step(), "run ended before", at)
        : new MessageSending(m.customer(), m.run(), m.step(), at);
  }

  @Test
  void comesToTheSameWhateverCrashesAndWhereverBatchesEnd() {
    long seed = new Random().nextLong();
    System.out.println("MessagesProjectionTest seed " + seed);
    for (int round = 0; round < 6; round++) {
      Random random = new Random(seed + round);
      List<Recorded> events = story(random, 150);
      assertThat(Crashes.crashing(projection, events, random))
          .as("seed %d round %d", seed, round)
          .isEqualTo(Crashes.inOneGo(projection, events));
    }
  }

  @Test
  void countsEveryStepThatCameDueOnce() {
    long seed = new Random().nextLong();
    System.out.println("MessagesProjectionTest seed " + seed);
    List<Recorded> events = story(new Random(seed), 300);
    // Cut off anywhere, so that some are pending.
    List<Recorded> some = events.subList(0, events.size() * 2 / 3);
    Map<String, Document> documents = Crashes.inOneGo(projection, some);
    long counted = 0;
    for (Document d : documents.values()) {
      for (String outcome : List.of("sent", "skipped", "failed", "unknown", "pending")) {
        counted += d.get(outcome, 0L);
      }
    }
    assertThat(counted)
        .as("seed " + seed)
        .isEqualTo(some.stream().filter(r -> r.event() instanceof MessageIntended).count());
  }
}
