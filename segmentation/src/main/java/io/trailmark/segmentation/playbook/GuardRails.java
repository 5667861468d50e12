package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Step;
import io.trailmark.segmentation.sequence.Trigger;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mistakes that Trailmark keeps its users from: over-segmenting too fast, segment creep,
 * ignoring the middle, and what is written for nobody. Pure. A warning never forbids anything.
 */
public final class GuardRails {
  /** Segments to start with: three to five. */
  private static final int MOST_SEGMENTS = 5;

  private static final int MOST_MAILS = 5;
  private static final int BEGINNING_DAYS = 90;

  /** Fewer customers than this in a sample prove nothing. */
  private static final int LEAST_SAMPLE = 50;

  private static final int LEAST_UNION = 20;

  /** Two segments that share more than this of all who are in one of them are nearly one. */
  private static final int OVERLAP_PERCENT = 80;

  private static final int MIDDLE_PERCENT = 50;

  private static final Pattern WIN_BACK = Pattern.compile("win-?back|re-?activation");
  private static final Pattern GONE = Pattern.compile("ghost|lapsed|dormant|inactive|lost");

  /** The kinds of activity that every installation knows. */
  static final Set<String> KINDS =
      Set.of(
          "order_placed",
          "order_refunded",
          "complaint_filed",
          "product_viewed",
          "product_compared",
          "review_read",
          "product_searched",
          "cart_item_added",
          "cart_item_removed",
          "checkout_started",
          "message_sent",
          "message_delivered",
          "message_opened",
          "message_clicked",
          "message_bounced",
          "message_complained",
          "unsubscribed",
          "signed_up",
          "logged_in",
          "feature_used",
          "trial_started",
          "subscription_started",
          "subscription_cancelled",
          "occasion_declared",
          "benefit_declared",
          "coupon_redeemed",
          "survey_answered",
          Kinds.TAGGED,
          View.TRAIT);

  private final Playbook playbook;
  private final @Nullable Evidence evidence;
  private final List<Warning> found = new ArrayList<>();

  private GuardRails(Playbook playbook, @Nullable Evidence evidence) {
    this.playbook = playbook;
    this.evidence = evidence;
  }

  /**
   * What to think over before adopting the playbook; empty: nothing.
   *
   * @param evidence of the installation that would adopt it; null: only what the text itself tells
   */
  public static List<Warning> check(Playbook playbook, @Nullable Evidence evidence) {
    GuardRails rails = new GuardRails(playbook, evidence);
    rails.overSegmenting();
    rails.identical();
    rails.nobodySpeaks();
    rails.longWinBacks();
    rails.misspeltKinds();
    rails.withoutAmounts();
    if (evidence != null) {
      rails.creep(evidence);
      rails.neverArrived(evidence);
      rails.middle(evidence.sample());
      rails.overlap(evidence.sample());
    }
    return List.copyOf(rails.found);
  }

  private void warn(String code, String where, String message) {
    found.add(new Warning(code, where, message));
  }

  private void overSegmenting() {
    int segments = playbook.segments().size();
    if (segments <= MOST_SEGMENTS || evidence != null && evidence.daysActive() >= BEGINNING_DAYS) {
      return;
    }
    String when =
        evidence == null
            ? "In the first " + BEGINNING_DAYS + " days that is too many"
            : evidence.daysActive() < 0
                ? "No playbook was ever active here"
                : "The first playbook was activated " + evidence.daysActive() + " days ago";
    warn(
        "over-segmenting",
        "playbook",
        segments
            + " segments. "
            + when
            + ": start with 3 to 5 and add others when these have taught you something. Who builds"
            + " 25 segments before the first e-mail sends none.");
  }

  private void identical() {
    Map<Rule, String> byRule = new HashMap<>();
    for (Segment segment : playbook.segments()) {
      String second = segment.id();
      String first = byRule.putIfAbsent(segment.when(), second);
      if (first != null) {
        warn(
            "identical-definitions",
            "segments " + first + ", " + second,
            "`"
                + second
                + "` has the same definition as `"
                + first
                + "`, which comes first: `"
                + second
                + "` will never speak to anybody. One of them is enough.");
      }
    }
  }

  private void nobodySpeaks() {
    List<String> silent =
        playbook.segments().stream().filter(s -> !isSpokenTo(s)).map(Segment::id).toList();
    if (!silent.isEmpty()) {
      warn(
          "nobody-speaks",
          (silent.size() == 1 ? "segment " : "segments ") + String.join(", ", silent),
          "No sequence is for "
              + (silent.size() == 1 ? "this segment" : "these " + silent.size() + " segments")
              + ". A segment is worth having for what its members are sent: give each one automated"
              + " flow, or leave it out until it has one.");
    }
  }

  /** A sequence is for it, or is started by what alone makes a customer enter it. */
  private boolean isSpokenTo(Segment segment) {
    return playbook.sequences().stream()
        .anyMatch(
            sequence ->
                switch (sequence.trigger()) {
                  case Trigger.Entering e -> e.segment().equals(segment.id());
                  case Trigger.Activity a -> holdsForWhoJustDid(a.kind(), segment.when());
                  case Trigger.Leaving ignored -> false;
                  case Trigger.OnDate ignored -> false;
                });
  }

  private boolean holdsForWhoJustDid(String kind, Rule rule) {
    Timeline timeline = new Timeline();
    timeline.add(kind, 0, 0);
    return rule.kinds().contains(kind)
        && rule.holds(new View(timeline, Standing.NONE, playbook.zone()), 0);
  }

  private void longWinBacks() {
    for (Sequence sequence : playbook.sequences()) {
      long mails =
          sequence.steps().stream()
              .filter(s -> s instanceof Step.Send send && send.channel().equals("email"))
              .count();
      if (mails > MOST_MAILS && isWinBack(sequence)) {
        warn(
            "long-win-back",
            "sequence " + sequence.id(),
            mails
                + " e-mails to win somebody back. 3 to 5 are the rule, the last one asking whether"
                + " to remove them: who does not answer is dead weight that hurts deliverability"
                + " for all.");
      }
    }
  }

  /** By its own name, or because it is for whoever is gone, by that segment's id or name. */
  private boolean isWinBack(Sequence sequence) {
    if (WIN_BACK.matcher(sequence.id()).find()) {
      return true;
    }
    return sequence.trigger() instanceof Trigger.Entering e
        && playbook.segments().stream()
            .filter(s -> s.id().equals(e.segment()))
            .anyMatch(s -> isGone(s.id()) || isGone(s.name()));
  }

  private static boolean isGone(String name) {
    return GONE.matcher(name.toLowerCase(java.util.Locale.ROOT)).find();
  }

  /** Any name can be a kind of its own, so that a slip of the pen is one too. */
  private void misspeltKinds() {
    for (Segment segment : playbook.segments()) {
      misspelt(segment.when().kinds().names(), "segment " + segment.id());
    }
    for (Sequence sequence : playbook.sequences()) {
      Set<String> kinds = new TreeSet<>(sequence.goal().kinds());
      if (sequence.trigger() instanceof Trigger.Activity activity) {
        kinds.add(activity.kind());
      }
      misspelt(kinds, "sequence " + sequence.id());
    }
  }

  private void misspelt(Collection<String> kinds, String where) {
    for (String kind : kinds) {
      boolean arrived = evidence != null && evidence.arrived().contains(kind);
      if (!KINDS.contains(kind) && !arrived) {
        Spelling.nearest(kind, KINDS)
            .ifPresent(
                meant ->
                    warn(
                        "kind-looks-misspelt",
                        where,
                        "`"
                            + kind
                            + "` is not a kind of activity that comes with Trailmark: did you mean"
                            + " `"
                            + meant
                            + "`? If it is one of your own, all is well."));
      }
    }
  }

  private void withoutAmounts() {
    for (Segment segment : playbook.segments()) {
      withoutAmounts(segment.when(), "segment " + segment.id());
    }
  }

  private void withoutAmounts(Rule rule, String where) {
    Measure measure =
        switch (rule) {
          case Rule.Compare compare -> compare.measure();
          case Rule.Top top -> top.cut().measure();
          default -> null;
        };
    Kinds kinds =
        switch (measure) {
          case Measure.Amount amount when amount.property() == null -> amount.of().kinds();
          case Measure.Net net -> net.of().kinds();
          case null, default -> Kinds.NONE;
        };
    List<String> without = new ArrayList<>(kinds.names());
    without.removeAll(Kinds.WITH_AMOUNT);
    if (kinds.any() || !without.isEmpty()) {
      warn(
          "kind-without-amount",
          where,
          (kinds.any() ? "Most kinds of activity" : String.join(", ", without))
              + (kinds.any() || without.size() > 1 ? " carry" : " carries")
              + " no amount and count as 0: only "
              + String.join(" and ", Kinds.WITH_AMOUNT)
              + " carry one. A property that holds a number is named by `of`, like of: price.");
    }
    if (!(rule instanceof Rule.In)) {
      rule.parts().forEach(part -> withoutAmounts(part, where));
    }
  }

  private void creep(Evidence known) {
    known.changedEarly().forEach(early -> found.add(warning(early)));
  }

  /** Of a definition that would change too early. */
  public static Warning warning(Definitions.Early early) {
    return new Warning("definition-changed-early", "segment " + early.segment(), early(early));
  }

  /** Why a definition should not change yet, and what lets it. */
  public static String early(Definitions.Early early) {
    return "The definition of `"
        + early.segment()
        + "` has stood for "
        + early.days()
        + " days and would change. Criteria that change every month teach nothing: a definition"
        + " stands 3 to 6 months and is then judged by its performance. To change it before "
        + Definitions.STANDS_DAYS
        + " days are over, say why in `because` when you activate it.";
  }

  private void neverArrived(Evidence known) {
    for (Segment segment : playbook.segments()) {
      Kinds kinds = segment.when().kinds();
      List<String> missing =
          kinds.names().stream()
              .filter(kind -> !Kinds.OURS.contains(kind) && !known.arrived().contains(kind))
              .sorted()
              .toList();
      if (!missing.isEmpty()) {
        boolean all = missing.size() == kinds.names().size() && !kinds.any();
        warn(
            "kind-never-arrived",
            "segment " + segment.id(),
            "`"
                + segment.id()
                + "` looks at "
                + String.join(", ", missing)
                + ", of which not one was ever recorded here"
                + (all ? ", and at nothing else" : "")
                + ". Segments are only as good as the data that feeds them: connect the source, or"
                + " do without.");
      }
    }
  }

  private void middle(Evidence.Sample sample) {
    if (sample.customers() < LEAST_SAMPLE
        || 100L * sample.inNone() <= (long) MIDDLE_PERCENT * sample.customers()) {
      return;
    }
    warn(
        "ignored-middle",
        "playbook",
        "About "
            + percent(sample.inNone(), sample.customers())
            + "% of the customers would be in no segment, and "
            + percent(sample.withoutFlow(), sample.customers())
            + "% would get no flow (estimated from "
            + sample.customers()
            + " picked at random"
            + notJudged(sample)
            + "). Most customers are neither among the best nor at risk: do not"
            + " forget the middle.");
  }

  private static String notJudged(Evidence.Sample sample) {
    return sample.unknown().isEmpty()
        ? ""
        : ", without "
            + String.join(", ", sample.unknown().stream().sorted().toList())
            + ", whose cuts no survey has taken";
  }

  private void overlap(Evidence.Sample sample) {
    List<Segment> segments = playbook.segments();
    for (int i = 0; i < segments.size(); i++) {
      for (int j = i + 1; j < segments.size(); j++) {
        if (!segments.get(i).when().equals(segments.get(j).when())) {
          overlap(sample, segments.get(i).id(), segments.get(j).id());
        }
      }
    }
  }

  private void overlap(Evidence.Sample sample, String first, String second) {
    int both = sample.shared().getOrDefault(Evidence.Sample.pair(first, second), 0);
    int union =
        sample.sizes().getOrDefault(first, 0) + sample.sizes().getOrDefault(second, 0) - both;
    if (union >= LEAST_UNION && 100L * both > (long) OVERLAP_PERCENT * union) {
      warn(
          "overlapping-definitions",
          "segments " + first + ", " + second,
          "Of the customers in `"
              + first
              + "` or `"
              + second
              + "` about "
              + percent(both, union)
              + "% would be in both (estimated from "
              + union
              + " of "
              + sample.customers()
              + " picked at random). They are nearly the same: one of them is enough, or their"
              + " definitions should tell them apart.");
    }
  }

  private static long percent(long part, long of) {
    return Math.round(100.0 * part / of);
  }
}
