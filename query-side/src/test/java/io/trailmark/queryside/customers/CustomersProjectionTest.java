package io.trailmark.queryside.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.queryside.projection.Crashes;
import io.trailmark.queryside.projection.Recorded;
import io.trailmark.segmentation.backtest.Slots;
import io.trailmark.segmentation.timeline.Timeline;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.PrimarySegmentChanged;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class CustomersProjectionTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final List<String> SEGMENTS = List.of("vip", "recent", "at-risk");
  private static final long START = Instant.parse("2011-10-20T00:00:00Z").toEpochMilli();

  private final CustomersProjection projection = new CustomersProjection(version -> ZONE);

  /** Events that follow each other as a Customer's do, and who was in what when. */
  private static final class Story {
    final List<Recorded> events = new ArrayList<>();
    final Map<String, Set<String>> in = new HashMap<>();
    final Map<String, String> primary = new HashMap<>();
    long position;
    long now = START;

    void add(Object event) {
      position += 1 + position % 3;
      events.add(new Recorded(position, now, event));
    }

    void go(Random random, int steps) {
      for (int i = 0; i < steps; i++) {
        now += random.nextInt(2 * 60 * 60 * 1000);
        String customer = "k" + (char) ('a' + random.nextInt(20)) + random.nextInt(2);
        switch (random.nextInt(6)) {
          case 0 -> add(activity(customer, "order_placed", random));
          case 1 ->
              add(
                  activity(
                      customer, random.nextBoolean() ? "order_refunded" : "logged_in", random));
          default -> toggle(customer, SEGMENTS.get(random.nextInt(SEGMENTS.size())));
        }
      }
    }

    private ActivityRecorded activity(String customer, String kind, Random random) {
      String currency = random.nextInt(5) == 0 ? "USD" : null;
      // Up to a day ahead.
      long at = now + 86_400_000 - random.nextInt(1_000_000_000);
      return new ActivityRecorded(
          customer,
          "s",
          "m",
          kind,
          at,
          (long) random.nextInt(999),
          currency,
          Map.of(),
          false,
          null);
    }

    private void toggle(String customer, String segment) {
      Set<String> mine = in.computeIfAbsent(customer, c -> new HashSet<>());
      if (mine.remove(segment)) {
        add(new SegmentExited(customer, segment, 1, now, Cause.TIME, false));
      } else {
        mine.add(segment);
        add(new SegmentEntered(customer, segment, 1, now, Cause.ACTIVITY, false));
      }
      String first = SEGMENTS.stream().filter(mine::contains).findFirst().orElse(null);
      String before = primary.get(customer);
      if (!Objects.equals(before, first)) {
        primary.put(customer, first);
        add(new PrimarySegmentChanged(customer, before, first, 1, now, false));
      }
    }
  }

  @Test
  void comesToTheSameWhateverCrashesAndWhereverBatchesEnd() {
    long seed = new Random().nextLong();
    System.out.println("CustomersProjectionTest seed " + seed);
    for (int round = 0; round < 6; round++) {
      Random random = new Random(seed + round);
      Story story = new Story();
      story.go(random, 400);
      assertThat(Crashes.crashing(projection, story.events, random))
          .as("seed %d round %d", seed, round)
          .isEqualTo(Crashes.inOneGo(projection, story.events));
    }
  }

  @Test
  void agreesWithCountingAtTheEndOfEveryDay() {
    long seed = new Random().nextLong();
    System.out.println("CustomersProjectionTest seed " + seed);
    Story story = new Story();
    story.go(new Random(seed), 1500);
    Map<String, Document> documents = Crashes.inOneGo(projection, story.events);

    Document sizes = documents.get("segments sizes");
    for (String segment : SEGMENTS) {
      assertThat(sizes.get("size", Document.class).getLong(segment))
          .as(segment + " seed " + seed)
          .isEqualTo(story.in.values().stream().filter(s -> s.contains(segment)).count());
      assertThat(sizes.get("primary", Document.class).getLong(segment))
          .isEqualTo(story.primary.values().stream().filter(segment::equals).count());
      assertThat(days(documents, segment))
          .as(segment + " seed " + seed)
          .isEqualTo(counted(story.events, segment));
      assertThat(members(documents, segment)).isEqualTo(since(story.events, segment));
    }
  }

  @Test
  void countsOrdersFromTheirInstants() {
    long seed = new Random().nextLong();
    Story story = new Story();
    story.go(new Random(seed), 1500);
    for (long ahead : List.of(0L, 1L, 3_600_000L, 3_600_001L, 86_400_000L)) {
      long at = story.now + ahead;
      story.add(
          new ActivityRecorded(
              "ka0", "s", "m", "order_placed", at, 7L, null, Map.of(), false, null));
    }
    Map<String, Document> documents = Crashes.inOneGo(projection, story.events);
    for (long now : List.of(story.now, story.now + 3_600_000, story.now + 86_400_000)) {
      long orders = 0;
      long net = 0;
      for (Document d : documents.values()) {
        orders += Orders.asOf(d, now).count();
        net += Orders.asOf(d, now).net();
      }
      assertThat(orders + " " + net).as("seed " + seed).isEqualTo(counted(story.events, now));
    }
  }

  private static String counted(List<Recorded> events, long now) {
    long orders = 0;
    long net = 0;
    for (Recorded r : events) {
      if (r.event() instanceof ActivityRecorded a && a.occurredAt() <= now) {
        boolean isOrder = a.kind().equals("order_placed");
        orders += isOrder ? 1 : 0;
        net +=
            isOrder
                ? Timeline.value(a.amount(), a.currency())
                : a.kind().equals("order_refunded") ? -Timeline.value(a.amount(), a.currency()) : 0;
      }
    }
    return orders + " " + net;
  }

  /** Entered and left by day, days of zeros left out. */
  private static Map<LocalDate, String> days(Map<String, Document> documents, String segment) {
    Map<LocalDate, String> days = new TreeMap<>();
    documents.forEach(
        (id, d) -> {
          String prefix = "segment_days " + segment + "|";
          if (id.startsWith(prefix)) {
            d.forEach(
                (field, value) -> {
                  if (value instanceof Document day) {
                    put(
                        days,
                        LocalDate.parse(id.substring(prefix.length()) + "-" + field),
                        day.getLong("entered"),
                        day.getLong("left"));
                  }
                });
          }
        });
    return days;
  }

  private static void put(Map<LocalDate, String> days, LocalDate day, long entered, long left) {
    if (entered != 0 || left != 0) {
      days.put(day, entered + " " + left);
    }
  }

  /** The same by looking, day after day, at who is in at its last instant. */
  private static Map<LocalDate, String> counted(List<Recorded> events, String segment) {
    Map<LocalDate, String> days = new TreeMap<>();
    Set<String> before = new HashSet<>();
    LocalDate first = Instant.ofEpochMilli(START).atZone(ZONE).toLocalDate();
    for (LocalDate day = first; day.isBefore(first.plusDays(120)); day = day.plusDays(1)) {
      long end = day.plusDays(1).atStartOfDay(ZONE).toInstant().toEpochMilli();
      Set<String> at = new HashSet<>();
      for (Recorded r : events) {
        if (r.event() instanceof SegmentEntered e && e.segment().equals(segment) && e.at() < end) {
          at.add(e.customer());
        } else if (r.event() instanceof SegmentExited e
            && e.segment().equals(segment)
            && e.at() < end) {
          at.remove(e.customer());
        }
      }
      Set<String> known = before;
      put(
          days,
          day,
          at.stream().filter(c -> !known.contains(c)).count(),
          known.stream().filter(c -> !at.contains(c)).count());
      before = at;
    }
    return days;
  }

  private static Map<String, Object> members(Map<String, Document> documents, String segment) {
    Map<String, Object> members = new TreeMap<>();
    documents.forEach(
        (id, d) -> {
          if (id.startsWith("members " + segment + "|")) {
            members.putAll(d.get("members", Document.class));
          }
        });
    return members;
  }

  private static Map<String, Object> since(List<Recorded> events, String segment) {
    Map<String, Object> since = new TreeMap<>();
    for (Recorded r : events) {
      if (r.event() instanceof SegmentEntered e && e.segment().equals(segment)) {
        since.put(e.customer(), e.at());
      } else if (r.event() instanceof SegmentExited e && e.segment().equals(segment)) {
        since.remove(e.customer());
      }
    }
    return since;
  }

  @Test
  void putsKeysIntoBucketsInTheirOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String a = text(random);
      String b = text(random);
      int order = Integer.signum(Slots.of(a) - Slots.of(b));
      if (order != 0) {
        assertThat(Integer.signum(a.compareTo(b)))
            .as(a + " " + b + " seed " + seed)
            .isEqualTo(order);
      }
      assertThat(Slots.of(a)).isBetween(0, Bucket.COUNT - 1);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append((char) ("09azAZ-~".charAt(random.nextInt(8)) + random.nextInt(3)));
    }
    return text.toString();
  }
}
