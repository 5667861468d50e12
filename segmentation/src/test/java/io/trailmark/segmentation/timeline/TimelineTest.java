package io.trailmark.segmentation.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final List<String> KINDS = List.of("order_placed", "order_refunded", "logged_in");

  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private record Activity(String kind, long at, long value) {}

  private static Timeline timeline(List<Activity> activities) {
    Timeline timeline = new Timeline();
    activities.forEach(a -> timeline.add(a.kind(), a.at(), a.value()));
    return timeline;
  }

  private List<Activity> activities(int n) {
    List<Activity> activities = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      activities.add(
          new Activity(
              KINDS.get(random.nextInt(KINDS.size())), random.nextLong(40), random.nextLong(100)));
    }
    return activities;
  }

  private static long[] totals(Column column) {
    long[] totals = new long[column.size() + 1];
    for (int n = 0; n < totals.length; n++) {
      totals[n] = column.total(n);
    }
    return totals;
  }

  /** "Late activity is put where it belongs in the timeline": the order of arrival is no matter. */
  @Test
  void isTheSameHoweverItsActivitiesArrived() {
    for (int round = 0; round < 500; round++) {
      List<Activity> activities = activities(random.nextInt(30));
      Timeline first = timeline(activities);
      Collections.shuffle(activities, random);
      Timeline second = timeline(activities);

      String where = "seed " + seed + " round " + round;
      assertThat(second.toBytes()).as(where).isEqualTo(first.toBytes());
      assertThat(second.size()).as(where).isEqualTo(activities.size());
      for (String kind : KINDS) {
        Column column = second.column(kind);
        for (long t = -1; t <= 41; t++) {
          long until = t;
          List<Activity> then =
              activities.stream().filter(a -> a.kind().equals(kind) && a.at() <= until).toList();
          assertThat(column == null ? 0 : column.upTo(t)).as(where).isEqualTo(then.size());
          assertThat(column == null ? 0 : column.total(column.upTo(t)))
              .as(where)
              .isEqualTo(then.stream().mapToLong(Activity::value).sum());
        }
      }
    }
  }

  @Test
  void correctsTheRunningTotalsAfterALateActivity() {
    Timeline timeline = new Timeline();
    for (long at : new long[] {10, 20, 30, 40, 50}) {
      timeline.add("order_placed", at, at);
    }
    timeline.add("order_placed", 25, 7);

    Column column = timeline.column("order_placed");
    assertThat(totals(column)).containsExactly(0, 10, 30, 37, 67, 107, 157);
    timeline.add("order_placed", 5, 1);
    assertThat(totals(column)).containsExactly(0, 1, 11, 31, 38, 68, 108, 158);
    timeline.add("order_placed", 60, -8);
    assertThat(totals(column)).containsExactly(0, 1, 11, 31, 38, 68, 108, 158, 150);
    assertThat(column.at(3)).isEqualTo(25);
    assertThat(column.upTo(24)).isEqualTo(3);
    assertThat(column.upTo(25)).isEqualTo(4);
  }

  @Test
  void comesBackFromItsBytes() {
    Timeline timeline = timeline(activities(200));
    timeline.add("order_placed", 1_322_000_000_000L, Long.MAX_VALUE >> 8);
    timeline.add("order_placed", 1_322_000_000_001L, -5);
    timeline.add("order_placed", Long.MAX_VALUE >> 1, 0);

    Timeline back = Timeline.fromBytes(timeline.toBytes());

    assertThat(back.columns().keySet()).isEqualTo(timeline.columns().keySet());
    timeline
        .columns()
        .forEach(
            (kind, column) -> {
              Column read = back.columns().get(kind);
              assertThat(totals(read)).isEqualTo(totals(column));
              for (int i = 0; i < column.size(); i++) {
                assertThat(read.at(i)).isEqualTo(column.at(i));
              }
            });
    assertThat(back.toBytes()).isEqualTo(timeline.toBytes());
  }

  @Test
  void goesOnGrowingAfterItCameBack() {
    List<Activity> activities = activities(40);
    Timeline back = Timeline.fromBytes(timeline(activities.subList(0, 20)).toBytes());
    activities.subList(20, 40).forEach(a -> back.add(a.kind(), a.at(), a.value()));

    assertThat(back.toBytes()).isEqualTo(timeline(activities).toBytes());
    assertThat(Timeline.fromBytes(new Timeline().toBytes()).size()).isZero();
  }

  @Test
  void refusesBytesThatAreCutShortOrGoOn() {
    byte[] bytes = timeline(activities(20)).toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatIllegalArgumentException()
          .as("seed %d length %d", seed, length)
          .isThrownBy(() -> Timeline.fromBytes(cut));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Timeline.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)));
  }

  /** Whatever it reads, it is a timeline in order, or it says that these are not its bytes. */
  @Test
  void neverReadsSomethingElseOutOfBrokenBytes() {
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = timeline(activities(1 + random.nextInt(4))).toBytes();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      Timeline read;
      try {
        read = Timeline.fromBytes(bytes);
      } catch (IllegalArgumentException e) {
        continue;
      }
      for (Column column : read.columns().values()) {
        assertThat(column.size()).as("seed %d round %d", seed, round).isPositive();
        for (int i = 1; i < column.size(); i++) {
          assertThat(column.at(i))
              .as("seed %d round %d", seed, round)
              .isGreaterThanOrEqualTo(column.at(i - 1));
        }
      }
    }
  }

  @Test
  void refusesSizesThatCannotBe() {
    for (long size : new long[] {-1, 0, 1_000_000_000L, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      VarBytes out = new VarBytes();
      out.put(1);
      out.put(1);
      out.put("order_placed");
      out.put(size);
      assertThatIllegalArgumentException()
          .as("%d activities", size)
          .isThrownBy(() -> Timeline.fromBytes(out.toArray()));
    }
    VarBytes out = new VarBytes();
    out.put(1);
    out.put(-1);
    assertThatIllegalArgumentException().isThrownBy(() -> Timeline.fromBytes(out.toArray()));
  }
}
