package io.trailmark.segmentation.sequence;

import io.trailmark.segmentation.rule.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is sent, when, to whoever set off the trigger.
 *
 * @param goal reaching it ends the run
 * @param goesOnOutside whether leaving the segment whose entering started a run leaves it alone
 * @param exit where it holds when a step comes, or right before a message is sent, the run ends;
 *     null: it never does
 * @param late a message that comes more than so many milliseconds after it was due is not sent;
 *     {@link Long#MAX_VALUE}: it is sent however late
 */
public record Sequence(
    String id,
    Trigger trigger,
    Goal goal,
    boolean goesOnOutside,
    @Nullable Rule exit,
    Reentry reentry,
    long late,
    List<Step> steps) {

  public Sequence {
    steps = List.copyOf(steps);
  }

  /** The segment that must not be left, null if there is none. */
  public @Nullable String within() {
    return !goesOnOutside && trigger instanceof Trigger.Entering e ? e.segment() : null;
  }

  /** The rules that it looks at customers by. */
  public List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    if (exit != null) {
      rules.add(exit);
    }
    for (Step step : steps) {
      if (step instanceof Step.Branch branch) {
        rules.add(branch.when());
      }
    }
    return rules;
  }

  /** The templates that it sends. */
  public Set<String> templates() {
    Set<String> templates = new LinkedHashSet<>();
    for (Step step : steps) {
      if (step instanceof Step.Send send) {
        templates.add(send.template());
      }
    }
    return templates;
  }

  /** The occasions that it waits for. */
  public List<OccasionTime> occasions() {
    List<OccasionTime> occasions = new ArrayList<>();
    if (trigger instanceof Trigger.OnDate date) {
      occasions.add(date.time());
    }
    for (Step step : steps) {
      if (step instanceof Step.Pause(Wait.Occasion occasion)) {
        occasions.add(occasion.time());
      }
    }
    return occasions;
  }

  /** Whether anything depends on more of a customer than when they did what and were where. */
  public boolean looksAtCustomers() {
    return key() != null
        || trigger instanceof Trigger.OnDate
        || steps.stream()
            .anyMatch(
                step ->
                    step instanceof Step.Split
                        || step instanceof Step.Pause(Wait how) && !(how instanceof Wait.For))
        || !rules().isEmpty();
  }

  /** The property by whose value runs are told apart, null: one run at a time. */
  public @Nullable String key() {
    return trigger instanceof Trigger.Activity activity ? activity.key() : null;
  }
}
