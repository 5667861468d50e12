package io.trailmark.sharedevents;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cuts of every top-p% condition were taken over the activities with {@code occurredAt < asOf},
 * and the models behind predicted measures fitted where a playbook asks for them.
 *
 * @param asOf midnight in the playbook's zone, milliseconds
 * @param from instant from which the cuts hold, inclusive: {@code asOf} for a daily survey, else
 *     when it was taken
 * @param quiet true after an import or an activation: its transitions start nothing
 * @param fit by what predictions are made from then on; null: by what they were before
 * @param past what surveys would have found before this one: after an import or an activation,
 *     where conditions with a margin ask for it; else null
 */
public record SurveyTaken(
    String playbook,
    int playbookVersion,
    long asOf,
    long from,
    boolean quiet,
    List<Cut> cuts,
    @Nullable Fit fit,
    @Nullable Past past)
    implements PlaybookEvent {

  public SurveyTaken {
    cuts = List.copyOf(cuts);
  }

  /**
   * Where the top p% begin.
   *
   * @param measure key of the ranked measure, for example {@code net(order_placed)}
   * @param percent p as a plain decimal, for example {@code 10} or {@code 12.5}
   * @param value smallest value that is in, in the measure's unit; null: nobody is in
   * @param population number of customers for whom the measure was above zero
   */
  public record Cut(String measure, String percent, @Nullable Long value, long population) {}

  /**
   * The midnights past, from the first on at which anybody was in.
   *
   * @param midnights in the playbook's zone, milliseconds, ascending; up to and with {@code asOf}
   */
  public record Past(List<Long> midnights, List<PastCut> cuts) {
    public Past {
      midnights = List.copyOf(midnights);
      cuts = List.copyOf(cuts);
    }
  }

  /**
   * Where the top p% began.
   *
   * @param measure key of the ranked measure
   * @param percent p as a plain decimal
   * @param values of each midnight the smallest value that was in; null: nobody was in
   */
  public record PastCut(String measure, String percent, List<@Nullable Long> values) {}

  /**
   * Models of all customers, fitted to what they ordered before a midnight.
   *
   * @param asOf the midnight that begins the month, in the playbook's zone, milliseconds
   * @param buying null: too few customers ordered again to tell
   * @param spending null: too few spent something when they ordered again, or all the same
   */
  public record Fit(long asOf, @Nullable Buying buying, @Nullable Spending spending) {}

  /**
   * Parameters of BG/NBD, each above 0; time in weeks.
   *
   * @param r shape of the rates at which customers order
   * @param alpha their scale, weeks
   * @param a first shape of the probabilities to leave after an order
   * @param b their second shape
   */
  public record Buying(double r, double alpha, double a, double b) {}

  /**
   * Parameters of Gamma-Gamma, each above 0.
   *
   * @param p shape of what one customer spends
   * @param q shape of the differences between customers
   * @param gamma their scale, minor units of the reporting currency
   */
  public record Spending(double p, double q, double gamma) {}
}
