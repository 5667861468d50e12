package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Derivation;
import io.trailmark.segmentation.timeline.Properties;
import org.jspecify.annotations.Nullable;

/** What follows from activities of several kinds in order. */
final class Derived {
  private Derived() {}

  static Column considerations(Selection from, Selection to, View view, long asOf) {
    View local = from.isLocal() || to.isLocal() ? view.local(asOf) : view;
    return view.timeline().derived(new Considerations(from, to, local.forever()));
  }

  /** What is paired. */
  record Pairs(Selection.Paired of, View view) implements Derivation {
    @Override
    public boolean dependsOn(String kind) {
      return of.kinds().contains(kind);
    }

    @Override
    public void extend(Column column, long from) {
      // What is of both kinds is not another thing than itself.
      Selection.Of both = of.first().common(of.then());
      if (of.followed()) {
        for (long at = of.then().firstAfter(view, before(from));
            at != Measure.NEVER;
            at = of.then().firstAfter(view, at)) {
          long firsts = of.first().between(view, at - of.within(), at);
          if (firsts > 0) {
            long alone = firsts == 1 ? both.between(view, at - 1, at) : 0;
            add(column, at, of.then().between(view, at - 1, at) - alone);
          }
        }
        return;
      }
      long start = from == Long.MIN_VALUE ? from : from - of.within();
      for (long at = of.first().firstAfter(view, before(start));
          at != Measure.NEVER;
          at = of.first().firstAfter(view, at)) {
        long thens = of.then().between(view, at - 1, at + of.within() - 1);
        if (thens <= 1) {
          Selection.Of unanswered = thens == 0 ? of.first() : both;
          add(column, at + of.within(), unanswered.between(view, at - 1, at));
        }
      }
    }

    private static void add(Column column, long at, long times) {
      for (long i = 0; i < times; i++) {
        column.add(at, 0, Properties.NONE);
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Pairs p
          && of.equals(p.of)
          && (!of.isLocal() || view.zone().equals(p.view.zone()));
    }

    @Override
    public int hashCode() {
      return of.hashCode();
    }
  }

  /** How long each thing took, counted from the first of another kind since the one before. */
  record Considerations(Selection from, Selection to, View view) implements Derivation {
    @Override
    public boolean dependsOn(String kind) {
      return from.kinds().contains(kind) || to.kinds().contains(kind);
    }

    @Override
    public void extend(Column column, long since) {
      long last = since == Long.MIN_VALUE ? Measure.NONE : to.last(view, since - 1);
      for (long at = to.firstAfter(view, before(since));
          at != Measure.NEVER;
          at = to.firstAfter(view, at)) {
        long began = from.firstAfter(view, last);
        if (began <= at) {
          column.add(at, at - began, Properties.NONE);
        }
        last = at;
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Considerations c
          && from.equals(c.from)
          && to.equals(c.to)
          && (!(from.isLocal() || to.isLocal()) || view.zone().equals(c.view.zone()));
    }

    @Override
    public int hashCode() {
      return 31 * from.hashCode() + to.hashCode();
    }
  }

  /** The orders of each day of the playbook's calendar as one, at the end of the day. */
  record OrderDays(View view) implements Derivation {
    @Override
    public boolean dependsOn(String kind) {
      return kind.equals(View.ORDERED);
    }

    @Override
    public void extend(Column column, long from) {
      Column orders = view.timeline().column(View.ORDERED);
      if (orders == null) {
        return;
      }
      int i = from == Long.MIN_VALUE ? 0 : orders.upTo(view.startOf(view.day(from)) - 1);
      while (i < orders.size()) {
        long end = view.startOf(view.day(orders.at(i)) + 1) - 1;
        int next = orders.upTo(end);
        column.add(end, orders.total(next) - orders.total(i), Properties.NONE);
        i = next;
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OrderDays o && view.zone().equals(o.view.zone());
    }

    @Override
    public int hashCode() {
      return view.zone().hashCode();
    }
  }

  /** Long before anything happened there is nothing to look for. */
  private static long before(long instant) {
    return instant <= 0 ? Measure.NONE : instant - 1;
  }
}
