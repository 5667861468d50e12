package io.trailmark.segmentation.backtest;

import io.trailmark.segmentation.rule.Carried;
import io.trailmark.segmentation.rule.Kinds;
import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.View;
import io.trailmark.segmentation.rule.Window;
import java.time.ZoneId;

/** What customers are ranked by, over all of a customer's time: it changes by activities alone. */
sealed interface Ranked {

  /** The value of the customer, from each activity on; before the first it is {@code first}. */
  void values(Trail trail, Values out);

  static Ranked of(Measure measure, Sources sources, Surveyed surveyed, ZoneId zone) {
    return switch (measure) {
      case Measure.Count(Selection of, Window.Ages ages)
          when Swept.isPlain(of) && ages.equals(Window.ALL) ->
          new Counted(sources.number(of.kinds()));
      case Measure.Net(Selection.Of of, Window.Ages ages)
          when Swept.isPlain(of) && ages.equals(Window.ALL) ->
          new Summed(sources.number(of.kinds()), sources.number(Kinds.of(Measure.Net.REFUND)));
      default -> {
        sources.whole(measure.kinds(), Carried.by(measure));
        yield new Measured(measure, sources.number(measure.kinds()), surveyed, zone);
      }
    };
  }

  /** How many there are. */
  record Counted(int of) implements Ranked {
    @Override
    public void values(Trail trail, Values out) {
      Events events = trail.events(of);
      out.begin(0);
      for (int i = 0; i < events.size(); i++) {
        out.from(events.at(i), i + 1);
      }
    }
  }

  /** What some brought less what others took. */
  record Summed(int plus, int minus) implements Ranked {
    @Override
    public void values(Trail trail, Values out) {
      Events brought = trail.events(plus);
      Events took = trail.events(minus);
      out.begin(0);
      long sum = 0;
      int i = 0;
      int j = 0;
      while (i < brought.size() || j < took.size()) {
        boolean brings = j == took.size() || i < brought.size() && brought.at(i) <= took.at(j);
        long at = brings ? brought.at(i) : took.at(j);
        sum += brings ? brought.value(i++) : -took.value(j++);
        out.from(at, sum);
      }
    }
  }

  /** Anything else, looked at as reviews do. */
  record Measured(Measure measure, int of, Surveyed surveyed, ZoneId zone) implements Ranked {
    @Override
    public void values(Trail trail, Values out) {
      View view = new View(trail.timeline(), surveyed, zone);
      Events events = trail.events(of);
      out.begin(measure.valueAt(view, trail.born() - 1));
      for (int i = 0; i < events.size(); i++) {
        if (i + 1 == events.size() || events.at(i + 1) > events.at(i)) {
          out.from(events.at(i), measure.valueAt(view, events.at(i)));
        }
      }
    }
  }
}
