package io.trailmark.sharedevents;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cuts of every top-p% condition were taken over the activities with {@code occurredAt < asOf}.
 *
 * @param asOf midnight in the playbook's zone, milliseconds
 * @param from instant from which the cuts hold, inclusive: {@code asOf} for a daily survey, else
 *     when it was taken
 * @param quiet true after an import or an activation: its transitions start nothing
 */
public record SurveyTaken(
    String playbook, int playbookVersion, long asOf, long from, boolean quiet, List<Cut> cuts)
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
}
