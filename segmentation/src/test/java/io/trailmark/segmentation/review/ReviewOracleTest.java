package io.trailmark.segmentation.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.review.NaiveOracle.Activity;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.rule.Window;
import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.timeline.Properties;
import io.trailmark.segmentation.timeline.Timeline;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random timelines, rules and surveys: the review and a naive evaluation at every instant agree.
 */
class ReviewOracleTest {
  private static final long HOUR = 3_600_000;
  private static final int UNITS = 400;

  private final long seed = Long.getLong("trailmark.seed", System.nanoTime());
  private final Set<Class<?>> drawn = new HashSet<>();

  private static Timeline timeline(List<Activity> activities) {
    Timeline timeline = new Timeline();
    activities.forEach(
        a -> timeline.add(a.kind(), a.at(), a.value(), Properties.of(a.properties())));
    return timeline;
  }

  /** "Windows are half-open and exact": to the millisecond. */
  @Test
  void stepsThroughEveryChangeAtItsMillisecond() {
    rounds(4_000, 1, "1970-01-01T00:00:00Z");
  }

  /** Days and times of day, over a leap day and the changes of summer time. */
  @Test
  void stepsThroughEveryChangeOverDays() {
    rounds(
        1_000,
        HOUR,
        "2012-02-25T07:00:00Z",
        "2011-03-20T00:00:00Z",
        "2011-10-20T00:00:00Z",
        "2011-12-28T00:00:00Z");
  }

  @Test
  void stepsThroughEveryChangeOverYears() {
    rounds(250, 48 * HOUR, "2011-02-27T13:00:00Z", "2010-12-30T00:00:00Z");
  }

  private void rounds(int rounds, long unit, String... bases) {
    System.out.println("ReviewOracleTest seed " + seed);
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(seed + round);
      long base = Instant.parse(bases[random.nextInt(bases.length)]).toEpochMilli();
      RandomRules rules = new RandomRules(random, base, unit, drawn);
      Playbook playbook = playbook(rules);
      List<Activity> activities = rules.activities(random.nextInt(16));
      Standing standing = Standing.NONE.activated(1, playbook, base, false);
      TreeMap<Long, Survey> surveys = new TreeMap<>();
      for (long at = base; at < base + UNITS * unit; at += (40 + random.nextInt(60)) * unit) {
        Survey survey = new Survey(at, at, false, cuts(playbook, random), rules.fitted());
        surveys.put(at, survey);
        standing = standing.surveyed(survey);
      }
      NaiveOracle oracle = new NaiveOracle(activities, surveys, playbook.zone());
      String where = "seed " + seed + " round " + round + " " + playbook + " " + activities;
      new Round(where, random, rules, playbook, activities, standing, oracle).check();
    }
    if (unit == 1) {
      assertThat(drawn).containsAll(everyOperator());
    }
  }

  private static Map<TopCut, OptionalLong> cuts(Playbook playbook, Random random) {
    Map<TopCut, OptionalLong> cuts = new HashMap<>();
    for (TopCut cut : playbook.cuts()) {
      cuts.put(
          cut,
          random.nextInt(5) == 0 ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(80)));
    }
    return cuts;
  }

  private static List<Class<?>> everyOperator() {
    List<Class<?>> operators = new ArrayList<>();
    for (Class<?> family :
        List.of(
            Rule.class,
            Measure.class,
            Selection.class,
            Window.class,
            Occasion.class,
            Where.Condition.class,
            Where.Test.class)) {
      operators.addAll(List.of(family.getPermittedSubclasses()));
    }
    return operators;
  }

  private static Playbook playbook(RandomRules rules) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      segments.add(new Segment("s" + i, "s" + i, rules.rule(3), List.of(), List.of()));
    }
    ZoneId zone =
        ZoneId.of(List.of("UTC", "Europe/London", "Asia/Kolkata").get(rules.random().nextInt(3)));
    return new Playbook(
        "random", zone, Currency.getInstance("GBP"), false, Guards.NONE, segments, List.of());
  }

  private record Round(
      String where,
      Random random,
      RandomRules rules,
      Playbook playbook,
      List<Activity> activities,
      Standing standing,
      NaiveOracle oracle) {

    void check() {
      long start = rules.base() + random.nextInt(300) * rules.unit();
      long end = rules.base() + UNITS * rules.unit();
      Timeline timeline = timeline(activities);
      Outcome first = Review.at(timeline, Memberships.NONE, standing, start, Cause.ACTIVITY, false);
      assertThat(first.memberships().since().keySet()).as(where).isEqualTo(members(start));
      Outcome caughtUp = Review.catchUp(timeline, first.memberships(), standing, end);

      List<String> expected = new ArrayList<>();
      TreeSet<String> in = members(start);
      long firstChange = Long.MAX_VALUE;
      for (long at : candidates(start, end)) {
        TreeSet<String> now = members(at);
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
      assertThat(first.nextChange())
          .as(where)
          .isGreaterThan(start)
          .isLessThanOrEqualTo(firstChange);
      shuffled(first, caughtUp, end);
    }

    /** "Shuffled arrival order of the same activities ends in the same memberships." */
    private void shuffled(Outcome first, Outcome caughtUp, long end) {
      Collections.shuffle(activities, random);
      Timeline shuffled = Timeline.fromBytes(timeline(activities).toBytes());
      assertThat(Review.catchUp(new Answers(shuffled), first.memberships(), standing, end, true))
          .as(where)
          .isEqualTo(caughtUp);
      keepsAnswers(start(first));
    }

    private static long start(Outcome outcome) {
      return outcome.memberships().reviewedAt();
    }

    /** Activities come one by one, late ones too, and surveys are learnt of meanwhile. */
    private void keepsAnswers(long start) {
      Timeline timeline = new Timeline();
      Answers kept = new Answers(timeline);
      Memberships decided = Memberships.NONE;
      Standing learnt = Standing.NONE.activated(1, playbook, rules.base(), false);
      long at = start;
      int surveys = 0;
      for (Activity a : activities) {
        timeline.add(a.kind(), a.at(), a.value(), Properties.of(a.properties()));
        at += random.nextInt(20) * rules.unit();
        while (surveys < standing.surveys().size()
            && standing.surveys().get(surveys).from() <= at) {
          learnt = learnt.surveyed(standing.surveys().get(surveys++));
        }
        Timeline again = Timeline.fromBytes(timeline.toBytes());
        Outcome caughtUp = Review.catchUp(kept, decided, learnt, at, false);
        Outcome fresh = Review.catchUp(new Answers(again), decided, learnt, at, false);
        assertThat(soon(caughtUp)).as(where).isEqualTo(soon(fresh));
        Outcome outcome =
            Review.at(kept, caughtUp.memberships(), learnt, at, Cause.ACTIVITY, false);
        assertThat(outcome.memberships())
            .as(where)
            .isEqualTo(
                Review.at(again, caughtUp.memberships(), learnt, at, Cause.ACTIVITY, false)
                    .memberships());
        assertThat(outcome.memberships().since().keySet())
            .as(where)
            .isEqualTo(membersWith(timeline, learnt, at));
        assertThat(soon(outcome.nextChange()))
            .as(where)
            .isEqualTo(soon(nextChangeWith(timeline, learnt, at)));
        decided = outcome.memberships();
      }
    }

    /** What is looked for more than so many steps ahead may be told of too early. */
    private Outcome soon(Outcome o) {
      return new Outcome(
          o.memberships(), o.transitions(), o.primaryChanges(), soon(o.nextChange()));
    }

    private long soon(long change) {
      return Math.min(rules.base() + 2_000 * rules.unit(), change);
    }

    /** By the rules themselves, with nothing kept. */
    private Set<String> membersWith(Timeline timeline, Standing learnt, long at) {
      Set<String> members = new TreeSet<>();
      for (Segment s : playbook.segments()) {
        if (s.when().holds(learnt.view(Timeline.fromBytes(timeline.toBytes())), at)) {
          members.add(s.id());
        }
      }
      return members;
    }

    /** By the rules themselves, each of which tells all that it can. */
    private long nextChangeWith(Timeline timeline, Standing learnt, long at) {
      View view = learnt.view(Timeline.fromBytes(timeline.toBytes()));
      return playbook.segments().stream()
          .mapToLong(s -> s.when().nextChange(view, at))
          .reduce(learnt.nextActivation(at), Math::min);
    }

    private TreeSet<Long> candidates(long start, long end) {
      TreeSet<Long> candidates = oracle.candidates(rules.durations(), 3 * rules.unit(), start, end);
      if (rules.unit() > 1) {
        candidates.addAll(oracle.midnights(start, end));
      }
      return candidates;
    }

    private TreeSet<String> members(long at) {
      TreeSet<String> members = new TreeSet<>();
      for (Segment s : playbook.segments()) {
        if (oracle.holds(s.when(), at)) {
          members.add(s.id());
        }
      }
      return members;
    }
  }
}
