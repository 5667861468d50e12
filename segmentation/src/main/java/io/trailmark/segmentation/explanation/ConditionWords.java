package io.trailmark.segmentation.explanation;

import io.trailmark.segmentation.rule.Unit;
import io.trailmark.segmentation.rule.Where;
import io.trailmark.segmentation.rule.Where.Test;
import java.time.format.TextStyle;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Says which activities are meant by what they carry. */
record ConditionWords(Quantities quantities) {

  /** As it follows a noun; empty if all are meant. */
  String words(Where where) {
    List<String> words = where.conditions().stream().map(this::words).toList();
    return words.isEmpty() ? "" : " " + Lists.joined(words, "and");
  }

  private String words(Where.Condition condition) {
    return switch (condition) {
      case Where.Property p -> whose(p);
      case Where.Amount a -> "worth " + quantities.range(a.range(), Unit.MONEY);
      case Where.Currency c -> "whose currency " + test(c.test());
      case Where.Item i ->
          "with an item " + Lists.joined(i.tests().stream().map(this::whose).toList(), "and");
      case Where.TimeOfDay d ->
          "between " + d.from() + " and " + d.to() + " on the customer's clock";
      case Where.Weekday w -> "on a " + weekdays(w);
    };
  }

  private String whose(Where.Property property) {
    return "whose " + name(property.name()) + " " + test(property.test());
  }

  private static String weekdays(Where.Weekday weekday) {
    return Lists.joined(
        weekday.days().stream().map(d -> d.getDisplayName(TextStyle.FULL, Locale.UK)).toList(),
        "or");
  }

  /** As it follows the name of what is tested. */
  String test(Test test) {
    return switch (test) {
      case Test.OneOf one -> "is " + values(one.values());
      case Test.NoneOf none -> "is not " + values(none.values());
      case Test.Contains c -> "contains \"" + c.part() + "\"";
      case Test.Exists e -> e.there() ? "is set" : "is not set";
      case Test.Between b -> "is " + quantities.range(b.millionths(), Unit.NUMBER);
    };
  }

  private static String values(Collection<String> values) {
    return Lists.joined(values.stream().map(v -> '"' + v + '"').toList(), "or");
  }

  /** A property's name as people write it: {@code items.productId} is the product id of an item. */
  static String name(String property) {
    String own = property.startsWith("items.") ? property.substring(6) + " of items" : property;
    return own.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").replace('_', ' ').toLowerCase(Locale.ROOT);
  }
}
