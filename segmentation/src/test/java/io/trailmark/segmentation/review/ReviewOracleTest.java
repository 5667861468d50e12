package io.trailmark.segmentation.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.NaiveOracle.Activity;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Window;
import io.trailmark.segmentation.timeline.Timeline;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random timelines, rules and surveys: the review and a naive evaluation at every instant agree.
 */
class ReviewOracleTest {
  private static final List<String> KINDS =
      List.of(
          "order_placed",
          "order_refunded",
          "cart_item_added",
          "message_opened",
          "message_clicked",
          "message_sent");
  private static final List<Long> DURATIONS = List.of(3L, 10L, 25L, 60L);
  private static final long END = 400;

  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private Kinds kinds() {
    if (random.nextInt(6) == 0) {
      return new Kinds(List.of(), true);
    }
    List<String> names = new ArrayList<>(KINDS);
    Collections.shuffle(names, random);
    return new Kinds(names.subList(0, 1 + random.nextInt(2)), false);
  }

  private long duration() {
    return DURATIONS.get(random.nextInt(DURATIONS.size()));
  }

  private Rule rule(int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 10)) {
      case 0 -> {
        long least = random.nextInt(4);
        yield new Rule.Compare(
            new Measure.Count(kinds(), window()),
            new Range(
                random.nextBoolean() ? Long.MIN_VALUE + 1 : least, least + random.nextInt(3)));
      }
      case 1 -> new Rule.Compare(new Measure.SinceLast(kinds()), age());
      case 2 -> new Rule.Compare(new Measure.SinceFirst(kinds()), age());
      case 3 -> new Rule.NoneAfterLast(kinds(), kinds());
      case 4 -> new Rule.Trend(kinds(), duration(), 30 + random.nextInt(60), random.nextBoolean());
      case 5 -> new Rule.Top(top());
      case 6 -> new Rule.All(List.of(rule(depth - 1), rule(depth - 1)));
      case 7 -> new Rule.Any(List.of(rule(depth - 1), rule(depth - 1)));
      case 8 -> new Rule.In("other", rule(depth - 1));
      default -> new Rule.Not(rule(depth - 1));
    };
  }

  private Window window() {
    return switch (random.nextInt(4)) {
      case 0 -> Window.ALL;
      case 1 -> Window.within(duration());
      case 2 -> new Window(duration(), Long.MAX_VALUE);
      default -> new Window(3, 3 + duration());
    };
  }

  private Range age() {
    return switch (random.nextInt(3)) {
      case 0 -> new Range(duration(), Long.MAX_VALUE);
      case 1 -> new Range(Long.MIN_VALUE + 1, duration());
      default -> new Range(3, duration());
    };
  }

  private TopCut top() {
    return new TopCut(
        random.nextBoolean()
            ? new Measure.Net("order_placed")
            : new Measure.Count(new Kinds(List.of("order_placed"), false), Window.ALL),
        BigDecimal.TEN);
  }

  private List<Activity> activities(int n) {
    List<Activity> activities = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      activities.add(
          new Activity(
              KINDS.get(random.nextInt(KINDS.size())), random.nextLong(250), random.nextInt(50)));
    }
    return activities;
  }

  private static Timeline timeline(List<Activity> activities) {
    Timeline timeline = new Timeline();
    activities.forEach(a -> timeline.add(a.kind(), a.at(), a.value()));
    return timeline;
  }

  @Test
  void stepsThroughEveryChangeAtItsInstantAndSeesTheNextOne() {
    System.out.println("ReviewOracleTest seed " + seed);
    for (int round = 0; round < 6_000; round++) {
      Playbook playbook = playbook();
      List<Activity> activities = activities(random.nextInt(14));
      Standing standing = Standing.NONE.activated(1, playbook, 0, false);
      TreeMap<Long, Survey> surveys = new TreeMap<>();
      for (long at = 0; at < END; at += 40 + random.nextInt(60)) {
        Map<TopCut, OptionalLong> cuts = new HashMap<>();
        playbook
            .cuts()
            .forEach(
                c ->
                    cuts.put(
                        c,
                        random.nextInt(5) == 0
                            ? OptionalLong.empty()
                            : OptionalLong.of(1 + random.nextInt(80))));
        Survey survey = new Survey(at, at, false, cuts);
        surveys.put(at, survey);
        standing = standing.surveyed(survey);
      }
      check(round, playbook, activities, standing, new NaiveOracle(activities, surveys));
    }
  }

  private Playbook playbook() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      segments.add(new Segment("s" + i, "s" + i, rule(3), List.of(), List.of()));
    }
    return new Playbook("random", ZoneOffset.UTC, Currency.getInstance("GBP"), segments, List.of());
  }

  private void check(
      int round,
      Playbook playbook,
      List<Activity> activities,
      Standing standing,
      NaiveOracle oracle) {
    String where = "seed " + seed + " round " + round + " " + playbook + " " + activities;
    long start = random.nextLong(300);
    Timeline timeline = timeline(activities);
    Outcome first = Review.at(timeline, Memberships.NONE, standing, start, Cause.ACTIVITY, false);
    assertThat(first.memberships().since().keySet())
        .as(where)
        .isEqualTo(members(playbook, oracle, start));
    Outcome caughtUp = Review.catchUp(timeline, first.memberships(), standing, END);

    List<String> expected = new ArrayList<>();
    TreeSet<String> in = members(playbook, oracle, start);
    long firstChange = Long.MAX_VALUE;
    for (long at : oracle.candidates(DURATIONS).subSet(start, false, END, true)) {
      TreeSet<String> now = members(playbook, oracle, at);
      for (Segment s : playbook.segments()) {
        if (in.contains(s.id()) && !now.contains(s.id())) {
          expected.add(at + " - " + s.id());
        }
      }
      for (Segment s : playbook.segments()) {
        if (!in.contains(s.id()) && now.contains(s.id())) {
          expected.add(at + " + " + s.id());
        }
      }
      if (!now.equals(in)) {
        firstChange = Math.min(firstChange, at);
      }
      in = now;
    }
    assertThat(caughtUp.transitions())
        .as(where)
        .extracting(t -> t.at() + (t.entered() ? " + " : " - ") + t.segment())
        .isEqualTo(expected);
    assertThat(caughtUp.memberships().since().keySet()).as(where).isEqualTo(in);
    assertThat(first.nextChange()).as(where).isGreaterThan(start).isLessThanOrEqualTo(firstChange);
    Collections.shuffle(activities, random);
    Timeline shuffled = Timeline.fromBytes(timeline(activities).toBytes());
    assertThat(Review.catchUp(shuffled, first.memberships(), standing, END, true))
        .as(where)
        .isEqualTo(caughtUp);
  }

  private static TreeSet<String> members(Playbook playbook, NaiveOracle oracle, long at) {
    TreeSet<String> members = new TreeSet<>();
    for (Segment s : playbook.segments()) {
      if (oracle.holds(s.when(), at)) {
        members.add(s.id());
      }
    }
    return members;
  }
}
