package io.trailmark.allinone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where each field of an activity comes from: {@code field=Column}, or {@code field:value} where it
 * is the same for every line. A field that is none of an activity's own is a property, or a trait
 * of the customer: {@code traits.plan=Plan}.
 *
 * @param fields by name, in the order given
 */
record CsvMapping(Map<String, Origin> fields) {
  static final String MESSAGE_ID = "messageId";
  static final String KIND = "kind";

  /** Begins the name of a field that is a trait. */
  static final String TRAITS = "traits.";

  private static final List<String> NEEDED = List.of("customerId", "occurredAt");
  private static final Set<String> OWN = Set.of("customerId", "occurredAt", KIND, MESSAGE_ID);

  /** Where the values of a field come from. */
  sealed interface Origin {}

  record Column(String name) implements Origin {}

  record Constant(String value) implements Origin {}

  /** One that is no {@code field=Column} and no {@code field:value}. */
  static final class BadMapping extends RuntimeException {
    BadMapping(String message) {
      super(message);
    }
  }

  CsvMapping {
    fields = new LinkedHashMap<>(fields);
  }

  /**
   * Reads what was given on the command line.
   *
   * @throws BadMapping naming the entry and what would be right
   */
  static CsvMapping of(List<String> entries) {
    Map<String, Origin> fields = new LinkedHashMap<>();
    for (String entry : entries) {
      int end = end(entry);
      String field = entry.substring(0, end).strip().replaceFirst("^properties\\.", "");
      String from = entry.substring(end + 1).strip();
      if (field.isEmpty() || field.equals(TRAITS) || from.isEmpty()) {
        throw bad(entry);
      }
      Origin origin = entry.charAt(end) == '=' ? new Column(from) : new Constant(from);
      if (fields.put(field, origin) != null) {
        throw new BadMapping("--map names " + field + " twice.");
      }
    }
    return new CsvMapping(fields);
  }

  private static int end(String entry) {
    for (int i = 0; i < entry.length(); i++) {
      if (entry.charAt(i) == '=' || entry.charAt(i) == ':') {
        return i;
      }
    }
    throw bad(entry);
  }

  private static BadMapping bad(String entry) {
    return new BadMapping(
        "--map takes field=Column, or field:value for the same in every line, not \"%s\"."
            .formatted(entry));
  }

  /** What an activity's own fields are that were not named: the column of the same name. */
  CsvMapping completedBy(List<String> header) {
    Map<String, Origin> all = new LinkedHashMap<>(fields);
    NEEDED.forEach(field -> all.putIfAbsent(field, new Column(field)));
    if (header.contains(MESSAGE_ID)) {
      all.putIfAbsent(MESSAGE_ID, new Column(MESSAGE_ID));
    }
    if (header.contains(KIND) || traits().isEmpty()) {
      all.putIfAbsent(KIND, new Column(KIND));
    }
    return new CsvMapping(all);
  }

  /** An activity's own fields. */
  Map<String, Origin> own() {
    return only(OWN::contains);
  }

  /** Properties of the activity. */
  Map<String, Origin> properties() {
    return only(field -> !OWN.contains(field) && !field.startsWith(TRAITS));
  }

  /** Traits of the customer, by their names. */
  Map<String, Origin> traits() {
    Map<String, Origin> traits = new LinkedHashMap<>();
    only(field -> field.startsWith(TRAITS))
        .forEach((field, origin) -> traits.put(field.substring(TRAITS.length()), origin));
    return traits;
  }

  private Map<String, Origin> only(Predicate<String> which) {
    Map<String, Origin> some = new LinkedHashMap<>(fields);
    some.keySet().removeIf(which.negate());
    return some;
  }

  /** Why lines under this header cannot be read so; null if they can. */
  @Nullable String problemWith(List<String> header) {
    List<String> problems = new ArrayList<>();
    fields.forEach(
        (field, origin) -> {
          if (origin instanceof Column(String name)) {
            long found = header.stream().filter(name::equals).count();
            if (found != 1) {
              problems.add(
                  found == 0
                      ? "there is no column " + name + " for " + field
                      : "there are " + found + " columns " + name + " for " + field);
            }
          }
        });
    return problems.isEmpty() ? null : String.join("; ", problems);
  }
}
