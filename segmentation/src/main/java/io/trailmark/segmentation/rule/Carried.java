package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Properties;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The properties that rules look at, by name: nothing else of what activities carry makes a
 * difference to them.
 */
public final class Carried {
  /** Those of a change of a trait. */
  public static final Set<String> TRAITS = Set.of(View.TRAIT_NAME, View.TRAIT_VALUE);

  private final Set<String> names = new LinkedHashSet<>();

  private Carried() {}

  /** Those that a rule looks at, of activities of its kinds. */
  public static Set<String> by(Rule rule) {
    Carried carried = new Carried();
    carried.rule(rule);
    return carried.names;
  }

  /** Those that a measure looks at, of activities of its kinds. */
  public static Set<String> by(Measure measure) {
    Carried carried = new Carried();
    carried.measure(measure);
    return carried.names;
  }

  /** Those that an occasion looks at, of activities of its kinds. */
  public static Set<String> by(Occasion occasion) {
    Carried carried = new Carried();
    carried.occasion(occasion);
    return carried.names;
  }

  private void rule(Rule rule) {
    switch (rule) {
      case Rule.All all -> all.parts().forEach(this::rule);
      case Rule.Any any -> any.parts().forEach(this::rule);
      case Rule.Not not -> rule(not.rule());
      case Rule.In in -> rule(in.rule());
      case Rule.Compare compare -> measure(compare.measure());
      case Rule.NoneAfterLast r -> {
        selection(r.none());
        selection(r.last());
      }
      case Rule.Trend trend -> selection(trend.of());
      case Rule.Top top -> measure(top.cut().measure());
      case Rule.Trait trait -> trait();
      case Rule.Seeks seeks -> {
        names.add(Benefits.PROPERTY);
        names.add(Properties.ITEMS);
      }
    }
  }

  private void measure(Measure measure) {
    switch (measure) {
      case Measure.Count m -> {
        selection(m.of());
        window(m.window());
      }
      case Measure.Distinct m -> {
        selection(m.of());
        field(m.field());
        window(m.window());
      }
      case Measure.Amount m -> {
        selection(m.of());
        field(m.property() == null ? Properties.CURRENCY : m.property());
        window(m.window());
      }
      case Measure.Share m -> {
        selection(m.of());
        selection(m.among());
        window(m.window());
      }
      case Measure.Rate m -> selection(m.of());
      case Measure.Net m -> {
        selection(m.of());
        window(m.window());
      }
      case Measure.SinceLast m -> selection(m.of());
      case Measure.SinceFirst m -> selection(m.of());
      case Measure.Consideration m -> {
        selection(m.from());
        selection(m.to());
      }
      case Measure.Until m -> occasion(m.occasion());
      case Measure.Predicted m -> {}
    }
  }

  private void selection(Selection selection) {
    switch (selection) {
      case Selection.Of of -> of.where().conditions().forEach(this::condition);
      case Selection.Paired paired -> {
        selection(paired.first());
        selection(paired.then());
      }
    }
    if (selection.isLocal()) {
      trait();
    }
  }

  private void condition(Where.Condition condition) {
    switch (condition) {
      case Where.Property p -> names.add(p.name());
      case Where.Amount a -> names.add(Properties.CURRENCY);
      case Where.Currency c -> names.add(Properties.CURRENCY);
      case Where.Item item -> names.add(Properties.ITEMS);
      case Where.TimeOfDay t -> {}
      case Where.Weekday w -> {}
    }
  }

  private void window(Window window) {
    switch (window) {
      case Window.Ages ages -> {}
      case Window.BeforeLast before -> occasion(before.occasion());
    }
  }

  /** Its day is one of the customer's own calendar. */
  private void occasion(Occasion occasion) {
    trait();
    switch (occasion) {
      case Occasion.Calendar c -> {}
      case Occasion.Yearly y -> {}
      case Occasion.Declared d -> {
        names.add(Occasion.Declared.NAME);
        names.add(Occasion.Declared.MONTH);
        names.add(Occasion.Declared.DAY);
      }
      case Occasion.Anniversary a -> selection(a.of());
    }
  }

  private void trait() {
    names.addAll(TRAITS);
  }

  private void field(@Nullable String field) {
    if (field != null) {
      names.add(field.startsWith(Properties.ITEMS + ".") ? Properties.ITEMS : field);
    }
  }
}
