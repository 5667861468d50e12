package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.sequence.Goal;
import io.trailmark.segmentation.sequence.Reentry;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Trigger;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From YAML to a sequence. */
final class SequenceParser {
  static final String[] KEYS = {
    "for", "on", "goal", "exit", "on-leaving", "re-enter", "late", "steps"
  };

  private final Problems problems;
  private final RuleParser rules;
  private final Literals literals;
  private final WaitParser waits;
  private final Set<String> segments;

  /**
   * @param segments ids of the playbook's segments
   */
  SequenceParser(Problems problems, RuleParser rules, Set<String> segments) {
    this.problems = problems;
    this.rules = rules;
    this.literals = rules.literals();
    this.waits = new WaitParser(literals, rules.occasions());
    this.segments = segments;
  }

  Sequence sequence(Entry entry) {
    entry.only(KEYS);
    String id = entry.key();
    if (!id.matches(Literals.ID)) {
      problems.add(entry, "`" + id + "` cannot be an id: small letters, digits and hyphens");
    }
    Trigger trigger = trigger(entry);
    Entry exit = entry.get("exit");
    Entry late = entry.get("late");
    return new Sequence(
        id,
        trigger,
        goal(entry.get("goal"), trigger),
        goesOnOutside(entry.get("on-leaving"), trigger),
        exit == null ? null : rules.rule(exit),
        reentry(entry.get("re-enter")),
        late == null ? Long.MAX_VALUE : literals.duration(late),
        new StepParser(problems, rules, waits).steps(entry.need("steps")));
  }

  private Trigger trigger(Entry entry) {
    Entry entering = entry.get("for");
    Entry on = entry.get("on");
    if ((entering == null) == (on == null)) {
      problems.add(
          entry, "a sequence starts either `for` a segment that is entered or `on` an activity");
      return new Trigger.Activity("none", null);
    }
    if (on == null) {
      return new Trigger.Entering(segment(entering));
    }
    if (!on.isMap()) {
      return new Trigger.Activity(literals.oneKind(on), null);
    }
    if (on.get("leaving") != null) {
      on.only("leaving");
      return new Trigger.Leaving(segment(on.need("leaving")));
    }
    if (on.get("occasion") != null) {
      on.only("occasion", "before", "at", "country");
      return new Trigger.OnDate(waits.date(on, on.need("occasion")));
    }
    on.only("activity", "key");
    Entry key = on.get("key");
    return new Trigger.Activity(
        literals.oneKind(on.need("activity")), key == null ? null : literals.property(key));
  }

  private String segment(@Nullable Entry entry) {
    if (entry == null) {
      return "";
    }
    if (!segments.contains(entry.text())) {
      problems.unknown(entry, entry.text(), segments, "a segment of this playbook");
    }
    return entry.text();
  }

  private Goal goal(@Nullable Entry entry, Trigger trigger) {
    if (entry == null) {
      return Goal.NONE;
    }
    if (!entry.isMap()) {
      return new Goal(new HashSet<>(literals.namedKinds(entry)), false);
    }
    entry.only("activity", "same");
    Entry same = entry.need("same");
    boolean keyed = trigger instanceof Trigger.Activity activity && activity.key() != null;
    if (!same.text().equals("key")) {
      problems.unknown(same, same.text(), Set.of("key"), "what can be the same");
    } else if (!keyed) {
      problems.add(
          same,
          "there is no key that could be the same: name one, like on: { activity: order_placed,"
              + " key: orderId }");
    }
    return new Goal(new HashSet<>(literals.namedKinds(entry.need("activity"))), true);
  }

  private boolean goesOnOutside(@Nullable Entry entry, Trigger trigger) {
    if (entry == null) {
      return false;
    }
    if (!(trigger instanceof Trigger.Entering)) {
      problems.add(entry, "only a sequence `for` a segment can be left");
    }
    if (!Set.of("exit", "go-on").contains(entry.text())) {
      problems.unknown(
          entry, entry.text(), Set.of("exit", "go-on"), "what can come of leaving the segment");
    }
    return entry.text().equals("go-on");
  }

  private Reentry reentry(@Nullable Entry entry) {
    if (entry == null) {
      return new Reentry.Never();
    }
    if (entry.isMap()) {
      entry.only("after");
      return new Reentry.After(literals.duration(entry.need("after")));
    }
    return switch (entry.text()) {
      case "never" -> new Reentry.Never();
      case "always" -> new Reentry.Always();
      default -> {
        problems.unknown(
            entry, entry.text(), Set.of("never", "always", "{ after: 180d }"), "a way to re-enter");
        yield new Reentry.Never();
      }
    };
  }
}
