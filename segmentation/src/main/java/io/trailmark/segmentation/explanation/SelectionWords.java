package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.rule.Measure;
import io.trailmark.segmentation.rule.Occasion;
import io.trailmark.segmentation.rule.Selection;
import io.trailmark.segmentation.rule.Window;

/** Says which activities are looked at. */
record SelectionWords(ConditionWords conditions) {

  /** One of them. */
  String one(Selection selection) {
    return switch (selection) {
      case Selection.Of of -> KindWords.one(of.kinds()) + conditions.words(of.where());
      case Selection.Paired p -> paired(p, one(p.followed() ? p.then() : p.first()));
    };
  }

  /**
   * Several of them.
   *
   * @param conjunction between kinds
   */
  String many(Selection selection, String conjunction) {
    return switch (selection) {
      case Selection.Of of ->
          KindWords.many(of.kinds(), conjunction) + conditions.words(of.where());
      case Selection.Paired p -> paired(p, many(p.followed() ? p.then() : p.first(), conjunction));
    };
  }

  private String paired(Selection.Paired pair, String counted) {
    String within = Durations.exactly(pair.within());
    return pair.followed()
        ? counted + " within " + within + " after " + Lists.withArticle(one(pair.first()))
        : counted + " that no " + one(pair.then()) + " followed within " + within;
  }

  /** In which window, as it follows what is looked at; empty if over all time. */
  String window(Selection looked, Window window) {
    String words = words(window);
    return words.isEmpty() ? "" : (isLong(looked) ? ", " : " ") + words;
  }

  private static boolean isLong(Selection looked) {
    return switch (looked) {
      case Selection.Of of -> !of.where().conditions().isEmpty();
      case Selection.Paired p -> true;
    };
  }

  private String words(Window window) {
    return switch (window) {
      case Window.Ages a -> ages(a);
      case Window.BeforeLast b -> {
        String day = "the last " + occasion(b.occasion());
        yield b.days() == 0
            ? "on " + day
            : "between "
                + Durations.exactly(b.days() * 86_400_000L)
                + " before "
                + day
                + " and that day";
      }
    };
  }

  private static String ages(Window.Ages ages) {
    if (ages.from() == 0) {
      return ages.to() == Measure.NEVER ? "" : "in the last " + Durations.exactly(ages.to());
    }
    String from = Durations.exactly(ages.from()) + " or more";
    return ages.to() == Measure.NEVER
        ? from + " ago"
        : from + " and less than " + Durations.exactly(ages.to()) + " ago";
  }

  /** As it stands after "the last" or "the next". */
  String occasion(Occasion occasion) {
    return OccasionWords.words(occasion, this);
  }
}
