package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.rule.Carried;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what customers come to, one after the other; those of several threads are added up. Of a
 * size that does not depend on how many customers there are.
 */
final class Tally {
  private static final int EXAMPLES = 20;

  private final Backtest.Question question;
  private final Sources sources;
  private final Surveys surveys;
  private final Midnights midnights;
  private final List<String> ids;
  private final List<String> activeIds;
  private final int orders;
  private final int refunds;

  private final int[][] overlap;
  private final int[][] withActive;
  private final Differing[] differing;
  private long differingCustomers;
  private final Members[] members;
  private final Foretold foretold;
  private final Primaries primaries;
  private final List<Runs> runs = new ArrayList<>();

  /** Whether any sequence depends on more than stays and instants. */
  private final boolean isLookedAt;

  private int mostMessages;

  private static final class Members {
    long all;
    long ordered;
    long orders;
    long revenue;
  }

  /** Who is in a segment by one playbook alone; the first of them by key. */
  private static final class Differing {
    final String id;

    /** Its place in either playbook, -1 if it is not there. */
    final int mine;

    final int active;

    long gained;
    long lost;
    final List<String> gainedKeys = new ArrayList<>();
    final List<String> lostKeys = new ArrayList<>();

    Differing(String id, int mine, int active) {
      this.id = id;
      this.mine = mine;
      this.active = active;
    }

    private static void add(List<String> keys, String key) {
      if (keys.size() < EXAMPLES) {
        keys.add(key);
      }
    }
  }

  /**
   * @param midnights of the days of the period, and of the day after it
   * @param sources of the candidate
   * @param surveys of the candidate
   */
  Tally(Backtest.Question question, Midnights midnights, Sources sources, Surveys surveys) {
    this.surveys = surveys;
    this.isLookedAt =
        question.candidate().sequences().stream().anyMatch(Sequence::looksAtCustomers);
    this.question = question;
    this.midnights = midnights;
    this.sources = sources;
    Playbook active = question.active();
    this.ids = question.candidate().segments().stream().map(Segment::id).toList();
    this.activeIds =
        active == null ? List.of() : active.segments().stream().map(Segment::id).toList();
    this.orders = sources.number(Kinds.of(View.ORDERED));
    this.refunds = sources.number(Kinds.of(Measure.Net.REFUND));
    this.overlap = new int[ids.size()][ids.size()];
    this.withActive = new int[ids.size()][activeIds.size()];
    Set<String> all = new LinkedHashSet<>(ids);
    all.addAll(activeIds);
    this.differing =
        active == null
            ? new Differing[0]
            : all.stream()
                .map(id -> new Differing(id, ids.indexOf(id), activeIds.indexOf(id)))
                .toArray(Differing[]::new);
    this.members =
        IntStream.range(0, ids.size()).mapToObj(s -> new Members()).toArray(Members[]::new);
    this.foretold = new Foretold(ids.size(), midnights, question.knownUntil());
    this.primaries = new Primaries(ids.size(), midnights);
    long start = midnights.at(0);
    long end = midnights.at(midnights.count() - 1) - 1;
    for (Sequence sequence : question.candidate().sequences()) {
      runs.add(new Runs(sequence, ids, sources, start, end));
    }
  }

  /** What is looked at beside the rules: asked for before there are trails. */
  static void askFor(Sources sources, Playbook candidate) {
    sources.whole(Kinds.of(View.TRAIT), Carried.TRAITS);
    candidate.sequences().forEach(sequence -> Runs.askFor(sequence, sources));
  }

  /** An empty one of the same. */
  Tally another() {
    return new Tally(question, midnights, sources, surveys);
  }

  /**
   * Adds a customer.
   *
   * @param active by the active playbook, null: there is none
   */
  void add(History history, int customer, Trail trail, Stays stays, @Nullable Stays active) {
    for (int s = 0; s < overlap.length; s++) {
      if (stays.isInAtEnd(s)) {
        for (int other = 0; other < overlap.length; other++) {
          overlap[s][other] += stays.isInAtEnd(other) ? 1 : 0;
        }
      }
    }
    if (active != null) {
      compare(history, customer, stays, active);
    }
    Events placed = trail.events(orders);
    perform(placed, trail.events(refunds), stays);
    foretold.add(trail, placed, stays, history.hasTraits());
    primaries.add(stays);
    int messages = 0;
    Timeline timeline = isLookedAt ? trail.timeline() : new Timeline();
    View view = new View(timeline, surveys, question.candidate().zone());
    String key = isLookedAt ? history.key(customer) : "";
    for (Runs sequence : runs) {
      messages += sequence.add(key, trail, stays, view);
    }
    mostMessages = Math.max(mostMessages, messages);
  }

  private void compare(History history, int customer, Stays stays, Stays active) {
    for (int s = 0; s < withActive.length; s++) {
      for (int other = 0; stays.isInAtEnd(s) && other < withActive[s].length; other++) {
        withActive[s][other] += active.isInAtEnd(other) ? 1 : 0;
      }
    }
    boolean differs = false;
    for (Differing d : differing) {
      boolean is = d.mine >= 0 && stays.isInAtEnd(d.mine);
      boolean was = d.active >= 0 && active.isInAtEnd(d.active);
      if (is && !was) {
        d.gained++;
        Differing.add(d.gainedKeys, history.key(customer));
      } else if (was && !is) {
        d.lost++;
        Differing.add(d.lostKeys, history.key(customer));
      }
      differs |= is != was;
    }
    differingCustomers += differs ? 1 : 0;
  }

  private void perform(Events placed, Events refunded, Stays stays) {
    long start = midnights.at(0);
    long end = midnights.at(midnights.count() - 1) - 1;
    for (int s = 0; s < members.length; s++) {
      if (stays.count(s) == 0) {
        continue;
      }
      Members of = members[s];
      of.all++;
      long before = of.orders;
      for (int i = placed.upTo(start - 1); i < placed.size() && placed.at(i) <= end; i++) {
        if (stays.isIn(s, placed.at(i) - 1)) {
          of.orders++;
          of.revenue += placed.value(i);
        }
      }
      of.ordered += of.orders > before ? 1 : 0;
      for (int i = refunded.upTo(start - 1); i < refunded.size() && refunded.at(i) <= end; i++) {
        of.revenue -= stays.isIn(s, refunded.at(i) - 1) ? refunded.value(i) : 0;
      }
    }
  }

  /** Adds what another counted of customers whose keys come later. */
  void add(Tally other) {
    add(overlap, other.overlap);
    add(withActive, other.withActive);
    differingCustomers += other.differingCustomers;
    for (int i = 0; i < differing.length; i++) {
      Differing mine = differing[i];
      Differing theirs = other.differing[i];
      mine.gained += theirs.gained;
      mine.lost += theirs.lost;
      theirs.gainedKeys.forEach(key -> Differing.add(mine.gainedKeys, key));
      theirs.lostKeys.forEach(key -> Differing.add(mine.lostKeys, key));
    }
    for (int s = 0; s < members.length; s++) {
      members[s].all += other.members[s].all;
      members[s].ordered += other.members[s].ordered;
      members[s].orders += other.members[s].orders;
      members[s].revenue += other.members[s].revenue;
    }
    foretold.add(other.foretold);
    primaries.add(other.primaries);
    for (int i = 0; i < runs.size(); i++) {
      runs.get(i).add(other.runs.get(i));
    }
    mostMessages = Math.max(mostMessages, other.mostMessages);
  }

  private static void add(int[][] counts, int[][] more) {
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < counts[i].length; j++) {
        counts[i][j] += more[i][j];
      }
    }
  }

  Findings told(Days days, List<Durations> durations) {
    List<Findings.Segment> segments = new ArrayList<>();
    for (int s = 0; s < members.length; s++) {
      Members of = members[s];
      segments.add(
          new Findings.Segment(
              ids.get(s),
              durations.get(s).told(),
              new Findings.Performance(of.all, of.ordered, of.orders, of.revenue),
              foretold.segment(s)));
    }
    return new Findings(
        days,
        segments,
        rows(overlap),
        question.active() == null ? null : comparison(),
        primaries.told(question.first(), ids),
        runs.stream().map(Runs::told).toList(),
        mostMessages,
        foretold.traits(),
        foretold.traitsLeftOut());
  }

  private Findings.Comparison comparison() {
    return new Findings.Comparison(
        activeIds,
        rows(withActive),
        differingCustomers,
        Arrays.stream(differing)
            .map(
                d ->
                    new Findings.Difference(
                        d.id, d.gained, d.lost, List.copyOf(d.gainedKeys), List.copyOf(d.lostKeys)))
            .toList());
  }

  private static List<List<Integer>> rows(int[][] counts) {
    return Arrays.stream(counts).map(row -> Arrays.stream(row).boxed().toList()).toList();
  }
}
