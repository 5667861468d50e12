package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.review.Program;
import io.trailmark.segmentation.rule.Rule;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When the rules of a playbook hold for one customer; then for the next one. For one thread. */
final class Evaluation {
  private final Whole[] wholes;
  private final @Nullable Swept[] leaves;
  private final Order order;
  private final Trail trail;
  private final long end;

  /** What was found of each rule. */
  private final Toggles[] found;

  /** Where it is written: of wholes in turns, part by part. */
  private final Toggles[] written;

  private final Toggles[] rewritten;

  /** Of wholes, what the parts so far leave open. */
  private final Toggles[] opens;

  private final Toggles[] asked;

  /** Those that are known whenever it matters. */
  private final boolean[] known;

  private long from;

  Evaluation(Program program, @Nullable Swept[] leaves, Order order, Trail trail, long end) {
    this.wholes =
        IntStream.range(0, program.size())
            .mapToObj(i -> Whole.of(program.rule(i)))
            .toArray(Whole[]::new);
    this.leaves = leaves;
    this.order = order;
    this.trail = trail;
    this.end = end;
    this.known = new boolean[program.size()];
    this.found = toggles();
    this.written = toggles();
    this.rewritten = toggles();
    this.opens = toggles();
    this.asked = toggles();
  }

  /** What a rule makes of its parts. */
  private enum Whole {
    ALL,
    ANY,
    NOT,
    NONE;

    static Whole of(Rule rule) {
      return switch (rule) {
        case Rule.All all -> ALL;
        case Rule.Any any -> ANY;
        case Rule.Not not -> NOT;
        default -> NONE;
      };
    }
  }

  private Toggles[] toggles() {
    return Stream.generate(Toggles::new).limit(wholes.length).toArray(Toggles[]::new);
  }

  /**
   * The trail is another customer's, or something else matters.
   *
   * @param start what holds before this does not matter; not before the customer's first activity
   */
  void begin(long start) {
    Arrays.fill(known, false);
    from = start;
  }

  /** When a rule holds. */
  Toggles of(int rule) {
    return of(rule, null);
  }

  /**
   * @param asked what it says matters while this holds, null: always
   */
  private Toggles of(int rule, @Nullable Toggles asked) {
    if (!known[rule]) {
      // What others will ask for too is found at once for all that matters.
      Toggles within = order.isShared(rule) ? null : asked;
      known[rule] = within == null;
      found[rule] = find(rule, within);
    }
    return found[rule];
  }

  private Toggles find(int rule, @Nullable Toggles within) {
    Swept leaf = leaves[rule];
    if (leaf != null) {
      leaf.sweep(trail, written[rule], within, from, end);
      return written[rule];
    }
    int[] parts = order.parts(rule);
    return switch (wholes[rule]) {
      case ALL -> combined(rule, parts, within, true);
      case ANY -> combined(rule, parts, within, false);
      case NOT -> {
        written[rule].invert(of(parts[0], within));
        yield written[rule];
      }
      case NONE -> throw new IllegalStateException("neither a leaf nor a whole: " + rule);
    };
  }

  /** Of each part matters what those before it leave open. */
  private Toggles combined(int rule, int[] parts, @Nullable Toggles within, boolean both) {
    Toggles so = of(parts[0], within);
    for (int i = 1; i < parts.length; i++) {
      Toggles open = open(rule, so, within, both);
      if (open.never()) {
        return so;
      }
      Toggles next = so == written[rule] ? rewritten[rule] : written[rule];
      next.combine(so, of(parts[i], open), both);
      so = next;
    }
    return so;
  }

  private Toggles open(int rule, Toggles so, @Nullable Toggles within, boolean both) {
    Toggles open = so;
    if (!both) {
      opens[rule].invert(so);
      open = opens[rule];
    }
    if (within != null) {
      asked[rule].combine(open, within, true);
      open = asked[rule];
    }
    return open;
  }
}
