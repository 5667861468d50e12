package io.trailmark.queryside.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.queryside.playbook.Zones;
import io.trailmark.queryside.projection.Crashes;
import io.trailmark.queryside.projection.Recorded;
import io.trailmark.sharedevents.MessageFailed;
import io.trailmark.sharedevents.MessageIntended;
import io.trailmark.sharedevents.MessageSending;
import io.trailmark.sharedevents.MessageSent;
import io.trailmark.sharedevents.MessageSkipped;
import io.trailmark.sharedevents.MessageUnknown;
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
          new Zones() {
            @Override
            public ZoneId of(int version) {
              return ZoneOffset.UTC;
            }

            @Override
            public ZoneId at(long instant) {
              return ZoneOffset.UTC;
            }
          });

  private static List<Recorded> story(Random random, int messages) {
    List<Object> open = new ArrayList<>();
    List<Recorded> events = new ArrayList<>();
    long at = 1_300_000_000_000L;
    for (int i = 0; i < messages || !open.isEmpty(); ) {
      at += random.nextInt(5_000_000);
      Object event;
      if (i < messages && random.nextInt(3) == 0) {
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
      events.add(new Recorded(10 + 2L * events.size(), event));
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
    long due = 0;
    for (Map.Entry<String, Document> e : documents.entrySet()) {
      Document d = e.getValue();
      if (d.containsKey("due")) {
        long outcomes = 0;
        for (String outcome : List.of("sent", "skipped", "failed", "unknown", "pending")) {
          outcomes += d.containsKey(outcome) ? d.getLong(outcome) : 0;
        }
        assertThat(outcomes).as(e.getKey() + " seed " + seed).isEqualTo(d.getLong("due"));
        due += d.getLong("due");
      }
    }
    assertThat(due)
        .isEqualTo(some.stream().filter(r -> r.event() instanceof MessageIntended).count());
  }
}
