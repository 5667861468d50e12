package io.trailmark.queryside.customers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.trailmark.eventstore.web.Texts;
import io.trailmark.segmentation.explanation.Why;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a customer is in segments as of an instant, or is not.
 *
 * @param at the instant
 * @param segments in the playbook's order
 */
record WhyAnswer(String customer, String at, InForce playbook, List<InSegment> segments) {

  /**
   * The version in force at the instant.
   *
   * @param until when the next one came into force; null if none has
   */
  record InForce(String name, int version, String from, @Nullable String until) {}

  /**
   * @param words the rule
   * @param in by the rule as of the instant, with everything known now
   * @param nextChange the first instant after it at which the rule could come to hold or cease to,
   *     with nothing new but what is known now; null if never
   * @param recorded what was recorded then
   * @param difference why that is not the same, in words; absent if it is
   */
  @JsonInclude(Include.NON_NULL)
  record InSegment(
      String segment,
      String name,
      String words,
      boolean in,
      @JsonInclude(Include.ALWAYS) @Nullable String nextChange,
      Recorded recorded,
      @Nullable String difference,
      Condition condition) {}

  /**
   * @param state {@code reviewed}; {@code due}: a review that is due by the instant has not run
   *     yet; {@code awaits-review}: imported history had not been reviewed; {@code unknown}:
   *     nothing of the customer had been recorded
   * @param since of being in or out; null if they never were in
   */
  record Recorded(
      String state,
      boolean in,
      @Nullable String since,
      @Nullable String cause,
      @Nullable Integer playbookVersion) {}

  /**
   * @param operator as playbooks name it
   * @param parts the conditions that this one is made of
   */
  @JsonInclude(Include.NON_NULL)
  record Condition(
      String operator,
      String words,
      boolean holds,
      @Nullable Value value,
      @Nullable Threshold threshold,
      @Nullable Survey survey,
      List<Deciding> deciding,
      @JsonInclude(Include.ALWAYS) @Nullable String nextChange,
      List<Condition> parts) {}

  /**
   * What was measured.
   *
   * @param number absent if there is nothing to measure, or it is a text
   * @param unit {@code count}, {@code milliseconds}, {@code number}, {@code percent}, {@code text}
   *     or the code of a currency
   */
  @JsonInclude(Include.NON_NULL)
  record Value(@Nullable BigDecimal number, @Nullable String text, String unit, String words) {}

  /** What is asked for, both bounds inclusive, each absent if there is no such bound. */
  @JsonInclude(Include.NON_NULL)
  record Threshold(
      @Nullable BigDecimal least, @Nullable BigDecimal most, String unit, String words) {}

  /**
   * The survey whose cuts hold.
   *
   * @param least smallest value that is in; absent: nobody is
   * @param keep smallest value with which whoever is in stays in, where the rule gives one
   */
  @JsonInclude(Include.NON_NULL)
  record Survey(
      BigDecimal percent,
      String asOf,
      String from,
      @Nullable BigDecimal least,
      @Nullable BigDecimal keep) {}

  /**
   * @param day of an occasion
   * @param from what counts happened then or after
   * @param to what counts happened then or before
   * @param total how many there are
   * @param activities the newest of them, at most 20
   */
  @JsonInclude(Include.NON_NULL)
  record Deciding(
      String words,
      @Nullable String day,
      @Nullable String from,
      @Nullable String to,
      long total,
      List<Activity> activities) {}

  /**
   * @param properties those that the condition looks at
   */
  @JsonInclude(Include.NON_NULL)
  record Activity(
      String kind,
      String words,
      String occurredAt,
      @Nullable BigDecimal amount,
      @Nullable String currency,
      Map<String, String> properties) {}

  static Condition condition(Why.Condition c, Currency currency) {
    return new Condition(
        c.operator(),
        c.words(),
        c.holds(),
        c.value() == null ? null : value(c.value()),
        c.threshold() == null ? null : threshold(c.threshold()),
        c.cut() == null ? null : survey(c.cut()),
        c.deciding().stream().map(e -> deciding(e, currency)).toList(),
        Texts.instantOrNull(c.nextChange()),
        c.parts().stream().map(part -> condition(part, currency)).toList());
  }

  private static Value value(Why.Value v) {
    return new Value(v.number(), v.text(), v.unit(), v.words());
  }

  private static Threshold threshold(Why.Threshold t) {
    return new Threshold(t.least(), t.most(), t.unit(), t.words());
  }

  private static Survey survey(Why.Cut cut) {
    return new Survey(
        cut.percent(),
        Texts.instant(cut.asOf()),
        Texts.instant(cut.from()),
        cut.least(),
        cut.keep());
  }

  private static Deciding deciding(Why.Evidence e, Currency currency) {
    return new Deciding(
        e.words(),
        e.day() == null ? null : e.day().toString(),
        Texts.instantOrNull(e.from()),
        Texts.instantOrNull(e.to()),
        e.total(),
        e.activities().stream().map(a -> activity(a, currency)).toList());
  }

  private static Activity activity(Why.Activity a, Currency currency) {
    Long amount = a.amount();
    return new Activity(
        a.kind(),
        a.words(),
        Texts.instant(a.at()),
        amount == null ? null : Texts.money(amount, currency),
        amount == null ? null : currency.getCurrencyCode(),
        a.properties());
  }
}
