package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.explanation.Why.Condition;
import io.trailmark.segmentation.explanation.Why.Cut;
import io.trailmark.segmentation.explanation.Why.Evidence;
import io.trailmark.segmentation.explanation.Why.Threshold;
import io.trailmark.segmentation.explanation.Why.Value;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.review.Standing;
import io.trailmark.segmentation.review.Survey;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Range;
import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.TopCut;
import io.trailmark.segmentation.rule.Unit;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.timeline.Timeline;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Explains rules as of an instant. */
final class Explainer {
  private final Standing standing;
  private final View view;
  private final long at;
  private final Words words;
  private final Values values;
  private final Deciding deciding;
  private final Set<String> explained;

  /**
   * @param explained ids of segments that are explained elsewhere; those that are explained here
   *     are added
   */
  Explainer(
      Playbook playbook, Timeline timeline, Standing standing, long at, Set<String> explained) {
    this.standing = standing;
    this.view = new View(timeline, standing, playbook.zone());
    this.at = at;
    this.words = new Words(playbook);
    this.values = new Values(words.quantities());
    this.deciding = new Deciding(view, at, words.selections());
    this.explained = explained;
  }

  Condition condition(Rule rule) {
    return switch (rule) {
      case Rule.All r -> of("all", r, r.parts());
      case Rule.Any r -> of("any", r, r.parts());
      case Rule.Not r -> of("not", r, r.parts());
      case Rule.In r -> of("segment", r, explained.add(r.segment()) ? r.parts() : List.of());
      case Rule.Compare r -> compare(r);
      case Rule.NoneAfterLast r -> noneAfterLast(r);
      case Rule.Trend r -> trend(r);
      case Rule.Top r -> top(r);
      case Rule.Trait r -> trait(r);
      case Rule.Seeks r -> seeks(r);
    };
  }

  private Condition of(String operator, Rule rule, List<Rule> parts) {
    return new Condition(
        operator,
        words.rule(rule),
        rule.holds(view, at),
        null,
        null,
        List.of(),
        null,
        nextChange(rule),
        parts.stream().map(this::condition).toList());
  }

  private Condition leaf(
      String operator, Rule rule, Value value, Threshold threshold, List<Evidence> evidence) {
    return leaf(operator, rule, value, threshold, evidence, null);
  }

  private Condition leaf(
      String operator,
      Rule rule,
      Value value,
      Threshold threshold,
      List<Evidence> evidence,
      @Nullable Cut cut) {
    return new Condition(
        operator,
        words.rule(rule),
        rule.holds(view, at),
        value,
        threshold,
        evidence,
        cut,
        nextChange(rule),
        List.of());
  }

  private @Nullable Long nextChange(Rule rule) {
    long next = rule.nextChange(view, at);
    return next == Measure.NEVER ? null : next;
  }

  private static String operator(Measure measure) {
    return switch (measure) {
      case Measure.Count m -> "count";
      case Measure.Distinct m -> "distinct";
      case Measure.Amount m ->
          switch (m.statistic()) {
            case TOTAL -> "total";
            case AVERAGE -> "average";
            case MINIMUM -> "minimum";
            case MAXIMUM -> "maximum";
          };
      case Measure.Share m -> "share";
      case Measure.Rate m -> "rate";
      case Measure.Net m -> "net";
      case Measure.SinceLast m -> "since-last";
      case Measure.SinceFirst m -> "since-first";
      case Measure.Consideration m -> "time-from";
      case Measure.Until m -> "until";
      case Measure.Predicted m -> "predicted";
    };
  }

  private List<Evidence> evidence(Measure measure) {
    return new MeasureEvidence(deciding).of(measure);
  }

  // Rules that have no parts ------------------------------------------------------------------

  private Condition compare(Rule.Compare rule) {
    Measure measure = rule.measure();
    long value = measure.valueAt(view, at);
    boolean ahead = measure instanceof Measure.Until;
    return leaf(
        operator(measure),
        rule,
        ahead ? values.ahead(value) : values.value(value, measure.unit()),
        ahead ? values.ahead(rule.range()) : values.threshold(rule.range(), measure.unit()),
        evidence(measure));
  }

  private Condition noneAfterLast(Rule.NoneAfterLast rule) {
    Evidence last = deciding.last(rule.last(), at);
    Threshold none = values.threshold(new Range(0, 0), Unit.COUNT, "none");
    if (last.total() == 0) {
      String never = "no " + words.selections().one(rule.last()) + " yet";
      return leaf("none", rule, values.nothing(Unit.COUNT, never), none, List.of(last));
    }
    long since = rule.last().last(rule.last().at(view, at), at);
    String what = words.selections().many(rule.none(), "and") + " since";
    Evidence after = deciding.between(what, rule.none(), rule.after(view, at, since), at);
    return leaf("none", rule, values.value(after.total(), Unit.COUNT), none, List.of(last, after));
  }

  private Condition trend(Rule.Trend rule) {
    String over = Durations.exactly(rule.over());
    String what = words.selections().many(rule.of(), "and");
    Evidence recent =
        deciding.between(what + " of the last " + over, rule.of(), at - rule.over(), at);
    Evidence before =
        deciding.between(
            what + " of the " + over + " before",
            rule.of(),
            at - 2 * rule.over(),
            at - rule.over());
    boolean never = rule.of().last(rule.of().at(view, at), at) == Measure.NONE;
    return leaf(
        "trend",
        rule,
        never ? values.nothing(Unit.COUNT, "none ever") : values.value(recent.total(), Unit.COUNT),
        allowed(rule, before.total()),
        List.of(recent, before));
  }

  /** Someone without any recent ones has declined, and has not risen. */
  private Threshold allowed(Rule.Trend rule, long before) {
    long kept = 100L + rule.percent();
    String ofBefore = " (" + kept + "% of the " + before + " before)";
    if (rule.percent() < 0) {
      long most = kept * before / 100;
      return values.threshold(new Range(0, most), Unit.COUNT, "at most " + most + ofBefore);
    }
    long least = Math.max(1, Math.ceilDiv(kept * before, 100L));
    return values.threshold(
        new Range(least, Measure.NEVER), Unit.COUNT, "at least " + least + ofBefore);
  }

  private Condition top(Rule.Top rule) {
    Measure measure = rule.cut().measure();
    Survey survey = standing.surveyAt(at);
    OptionalLong least = least(rule.cut(), survey);
    OptionalLong keep = rule.keep() == null ? OptionalLong.empty() : least(rule.keep(), survey);
    return leaf(
        "top",
        rule,
        values.value(measure.valueAt(view, at), measure.unit()),
        values.threshold(
            new Range(least.orElse(Measure.NONE), Measure.NEVER),
            measure.unit(),
            asked(survey != null, least, keep, measure.unit())),
        evidence(measure),
        survey == null ? null : cut(rule, survey, least, keep));
  }

  private static OptionalLong least(TopCut cut, @Nullable Survey survey) {
    return survey == null
        ? OptionalLong.empty()
        : survey.cuts().getOrDefault(cut, OptionalLong.empty());
  }

  private Cut cut(Rule.Top rule, Survey survey, OptionalLong least, OptionalLong keep) {
    Unit unit = rule.cut().measure().unit();
    return new Cut(
        new BigDecimal(rule.cut().percent().toPlainString()),
        survey.asOf(),
        survey.from(),
        number(least, unit),
        number(keep, unit));
  }

  private @Nullable BigDecimal number(OptionalLong value, Unit unit) {
    return value.isEmpty() ? null : words.quantities().number(value.getAsLong(), unit);
  }

  private String asked(boolean surveyed, OptionalLong least, OptionalLong keep, Unit unit) {
    if (!surveyed) {
      return "nobody is in before the first survey";
    }
    String in =
        least.isEmpty()
            ? "nobody comes in by the newest survey"
            : "at least " + words.quantities().value(least.getAsLong(), unit);
    return keep.isEmpty()
        ? in
        : in + ", and at least " + words.quantities().value(keep.getAsLong(), unit) + " to stay in";
  }

  private Condition trait(Rule.Trait rule) {
    Selection changes = OccasionEvidence.having(View.TRAIT, "trait", rule.name());
    Evidence change =
        deciding.allAt(
            "the last change of " + ConditionWords.name(rule.name()),
            changes,
            changes.last(view, at),
            "value");
    return leaf(
        "trait",
        rule,
        Values.text(view.trait(rule.name(), at)),
        Values.textual(words.test(rule)),
        List.of(change));
  }

  private Condition seeks(Rule.Seeks rule) {
    String sought = Rule.Seeks.sought(view, at);
    return leaf(
        "benefit",
        rule,
        Values.text(sought),
        Values.textual("is \"" + rule.benefit() + '"'),
        List.of(
            sought == null ? deciding.about("what tells a benefit", List.of(), 0) : told(sought)));
  }

  /** What was declared stands before what orders tell. */
  private Evidence told(String sought) {
    Selection declared =
        carrying(Rule.Seeks.DECLARED, new Where.Property("benefit", new Where.Test.Exists(true)));
    long last = declared.last(view, at);
    if (last != Measure.NONE) {
      return deciding.allAt("the last benefit declared", declared, last);
    }
    Where.Test same = new Where.Test.OneOf(new TreeSet<>(List.of(Where.canonical(sought))));
    Selection orders =
        carrying(Rule.Seeks.ORDERED, new Where.Item(List.of(new Where.Property("benefit", same))));
    return deciding.between(
        "orders of something with the benefit \"" + sought + '"', orders, Measure.NONE, at);
  }

  private static Selection carrying(String kind, Where.Condition condition) {
    return new Selection.Of(Kinds.of(kind), new Where(List.of(condition)));
  }
}
