package io.trailmark.segmentation.review;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The different rules of a playbook, each with a number, parts before the wholes that they make up;
 * equal ones are one, and to be in a segment is the same as its rule.
 */
public final class Program {
  private static final int[] NOTHING = {};

  private final List<Rule> rules = new ArrayList<>();
  private final List<int[]> parts = new ArrayList<>();
  private final Map<Rule, Integer> numbers = new HashMap<>();
  private final Map<String, int[]> byKind = new HashMap<>();
  private final List<Segment> segments;
  private final Set<String> ids = new HashSet<>();
  private final int[] roots;
  private final boolean[] ranked;
  private int[] surveyed = NOTHING;
  private int[] byAny = NOTHING;
  private Kinds any = Kinds.NONE;

  public Program(Playbook playbook) {
    segments = playbook.segments();
    segments.forEach(segment -> ids.add(segment.id()));
    roots = segments.stream().mapToInt(segment -> number(segment.when())).toArray();
    ranked = new boolean[rules.size()];
    for (int i = 0; i < ranked.length; i++) {
      ranked[i] = rules.get(i).isSurveyed();
      for (int part : parts.get(i)) {
        ranked[i] |= ranked[part];
      }
      if (ranked[i]) {
        surveyed = with(surveyed, i);
      }
      index(i);
    }
  }

  private int number(Rule rule) {
    Integer known = numbers.get(rule);
    if (known != null) {
      return known;
    }
    if (rule instanceof Rule.In in) {
      return number(in.rule());
    }
    int[] made = rule.parts().stream().mapToInt(this::number).toArray();
    rules.add(rule);
    parts.add(made);
    numbers.put(rule, rules.size() - 1);
    return rules.size() - 1;
  }

  private void index(int i) {
    Kinds kinds = rules.get(i).kinds();
    kinds.names().forEach(kind -> byKind.merge(kind, new int[] {i}, (old, n) -> with(old, i)));
    if (kinds.any()) {
      byAny = with(byAny, i);
      any = any.and(new Kinds(List.of(), true));
    }
  }

  private static int[] with(int[] numbers, int added) {
    int[] longer = Arrays.copyOf(numbers, numbers.length + 1);
    longer[numbers.length] = added;
    return longer;
  }

  /** How many there are. */
  public int size() {
    return rules.size();
  }

  /** The i-th. */
  public Rule rule(int i) {
    return rules.get(i);
  }

  /** The rules that it is made of. */
  public int[] parts(int i) {
    return parts.get(i);
  }

  /** The segments of the playbook, in its order. */
  public List<Segment> segments() {
    return segments;
  }

  /** Whether one of the segments is this. */
  boolean has(String segment) {
    return ids.contains(segment);
  }

  /** The rule of the i-th segment. */
  public int root(int i) {
    return roots[i];
  }

  /** Whether surveys have a say in it. */
  boolean isRanked(int i) {
    return ranked[i];
  }

  /** Those in which surveys have a say. */
  int[] surveyed() {
    return surveyed;
  }

  /** Those to which activities of a kind matter by its name. */
  int[] named(String kind) {
    return byKind.getOrDefault(kind, NOTHING);
  }

  /** Those to which it matters as one of any kind. */
  int[] asAny(String kind) {
    return any.contains(kind) ? byAny : NOTHING;
  }
}
