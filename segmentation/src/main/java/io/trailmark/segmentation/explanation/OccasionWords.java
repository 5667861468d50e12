package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.rule.Occasion;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Says occasions. */
final class OccasionWords {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM", Locale.UK);

  /** Whose day it is: calendars write names without the apostrophe. */
  private static final Set<String> OWNERS =
      Set.of(
          "valentines",
          "mothers",
          "fathers",
          "years",
          "patricks",
          "andrews",
          "georges",
          "davids",
          "womens",
          "childrens");

  private OccasionWords() {}

  /** As it stands after "the last" or "the next". */
  static String words(Occasion occasion, SelectionWords selections) {
    return switch (occasion) {
      case Occasion.Calendar c -> name(c.name()) + " (" + c.country() + ")";
      case Occasion.Yearly y -> DAY.format(y.date());
      case Occasion.Declared d -> "declared " + d.name().replace('-', ' ').replace('_', ' ');
      case Occasion.Anniversary a -> "anniversary of the first " + selections.one(a.of());
    };
  }

  private static String name(String name) {
    String words =
        Arrays.stream(name.split("-")).map(OccasionWords::part).collect(Collectors.joining(" "));
    return OWNERS.contains(name) ? words + " Day" : words;
  }

  private static String part(String word) {
    String owned = OWNERS.contains(word) ? word.substring(0, word.length() - 1) + "'s" : word;
    return owned.isEmpty()
        ? owned
        : owned.substring(0, 1).toUpperCase(Locale.ROOT) + owned.substring(1);
  }
}
