package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Rule;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a playbook's segments, which may name each other, but not in a circle. */
final class SegmentRules {
  /** A rule that is named counts once for each place that names it: so often is it evaluated. */
  private static final long MOST_PARTS = 10_000;

  private final Problems problems;
  private final RuleParser parser;
  private final Map<String, Definition> written = new LinkedHashMap<>();
  private final Map<String, Rule> read = new HashMap<>();
  private final Map<Rule, Long> sizes = new IdentityHashMap<>();
  private final Set<String> reading = new LinkedHashSet<>();

  /**
   * @param country of the calendars that it names no other for
   */
  private record Definition(Entry when, @Nullable String country) {}

  SegmentRules(Problems problems) {
    this.problems = problems;
    this.parser = new RuleParser(problems, this::named);
  }

  RuleParser parser() {
    return parser;
  }

  /**
   * @param country of its calendars, where it names no other
   */
  void add(String id, Entry when, @Nullable String country) {
    written.putIfAbsent(id, new Definition(when, country));
  }

  /** The rule of a segment that was added. */
  Rule rule(String id) {
    Rule known = read.get(id);
    if (known != null) {
      return known;
    }
    Definition its = Objects.requireNonNull(written.get(id));
    Entry when = its.when();
    reading.add(id);
    Rule rule = parser.occasions().in(its.country(), () -> parser.rule(when));
    reading.remove(id);
    if (size(rule) > MOST_PARTS) {
      problems.add(
          when, "with the segments that it names this has more than " + MOST_PARTS + " parts");
      rule = RuleParser.NOTHING;
    }
    read.put(id, rule);
    return rule;
  }

  private Rule named(Entry reference) {
    String id = reference.text();
    if (!written.containsKey(id)) {
      problems.unknown(reference, id, written.keySet(), "a segment of this playbook");
      return RuleParser.NOTHING;
    }
    if (reading.contains(id)) {
      problems.add(
          reference,
          "`" + id + "` is defined by itself here: " + String.join(" → ", reading) + " → " + id);
      return RuleParser.NOTHING;
    }
    return new Rule.In(id, rule(id));
  }

  private long size(Rule rule) {
    Long known = sizes.get(rule);
    if (known != null) {
      return known;
    }
    long size = 1;
    for (Rule part : rule.parts()) {
      size = Math.min(MOST_PARTS + 1, size + size(part));
    }
    sizes.put(rule, size);
    return size;
  }
}
