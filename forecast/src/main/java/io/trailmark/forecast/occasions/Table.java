package io.trailmark.forecast.occasions;

import static io.trailmark.forecast.occasions.Jollyday.AMERICAN_THANKSGIVING;
import static io.trailmark.forecast.occasions.Jollyday.CANADIAN_THANKSGIVING;
import static io.trailmark.forecast.occasions.Jollyday.EASTER;
import static io.trailmark.forecast.occasions.Rule.last;
import static io.trailmark.forecast.occasions.Rule.nth;
import static io.trailmark.forecast.occasions.Rule.on;
import static java.time.DayOfWeek.SUNDAY;

import java.time.Month;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Occasion → country → rule. */
final class Table {
  static final SortedSet<String> COUNTRIES =
      countries("AT AU BE CA CH DE DK ES FI FR GB IE IT NL NO NZ PL PT SE US");

  private static final Rule ASCENSION = EASTER.plus(39);
  private static final Rule PENTECOST = EASTER.plus(49);

  static final SortedMap<String, Map<String, Rule>> OCCASIONS = occasions();

  private Table() {}

  private static SortedMap<String, Map<String, Rule>> occasions() {
    SortedMap<String, Map<String, Rule>> all = new TreeMap<>();
    all.put("valentines", everywhere(on(Month.FEBRUARY, 14)));
    all.put("easter", everywhere(EASTER));
    all.put("mothers-day", mothersDay());
    all.put("fathers-day", fathersDay());
    all.put("halloween", everywhere(on(Month.OCTOBER, 31)));
    all.put("thanksgiving", Map.of("US", AMERICAN_THANKSGIVING, "CA", CANADIAN_THANKSGIVING));
    all.put("black-friday", everywhere(AMERICAN_THANKSGIVING.plus(1)));
    all.put("christmas-eve", everywhere(on(Month.DECEMBER, 24)));
    all.put("christmas", everywhere(on(Month.DECEMBER, 25)));
    all.put("new-year", everywhere(on(Month.JANUARY, 1)));
    return Collections.unmodifiableSortedMap(all);
  }

  private static Map<String, Rule> mothersDay() {
    Map<String, Rule> rules = new TreeMap<>(everywhere(nth(2, SUNDAY, Month.MAY)));
    put(rules, "GB IE", EASTER.plus(-21));
    // Code de l'action sociale et des familles, D215-1.
    put(rules, "FR", last(SUNDAY, Month.MAY).unless(PENTECOST, nth(1, SUNDAY, Month.JUNE)));
    put(rules, "ES PT", nth(1, SUNDAY, Month.MAY));
    put(rules, "SE", last(SUNDAY, Month.MAY));
    put(rules, "NO", nth(2, SUNDAY, Month.FEBRUARY));
    put(rules, "PL", on(Month.MAY, 26));
    return rules;
  }

  private static Map<String, Rule> fathersDay() {
    Map<String, Rule> rules = new TreeMap<>();
    put(rules, "GB IE US CA FR NL", nth(3, SUNDAY, Month.JUNE));
    put(rules, "AT BE", nth(2, SUNDAY, Month.JUNE));
    put(rules, "CH", nth(1, SUNDAY, Month.JUNE));
    put(rules, "DE", ASCENSION);
    put(rules, "IT ES PT", on(Month.MARCH, 19));
    put(rules, "SE NO FI", nth(2, SUNDAY, Month.NOVEMBER));
    put(rules, "DK", on(Month.JUNE, 5));
    put(rules, "PL", on(Month.JUNE, 23));
    put(rules, "AU NZ", nth(1, SUNDAY, Month.SEPTEMBER));
    return rules;
  }

  private static Map<String, Rule> everywhere(Rule rule) {
    Map<String, Rule> rules = new TreeMap<>();
    COUNTRIES.forEach(country -> rules.put(country, rule));
    return rules;
  }

  private static void put(Map<String, Rule> rules, String countries, Rule rule) {
    countries(countries).forEach(country -> rules.put(country, rule));
  }

  private static SortedSet<String> countries(String list) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(Arrays.asList(list.split(" "))));
  }
}
