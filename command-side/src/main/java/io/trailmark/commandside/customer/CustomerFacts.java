package io.trailmark.commandside.customer;

import io.trailmark.segmentation.timeline.Timeline;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a customer did and where they are, for whoever writes to them. Nothing is decided by it. */
@Component
public class CustomerFacts {
  private final CustomerStates states;

  CustomerFacts(CustomerStates states) {
    this.states = states;
  }

  /**
   * One customer.
   *
   * @param segments that they are in
   * @param run the one that was asked for, null if it does not go on
   */
  public record Known(Timeline timeline, SortedSet<String> segments, @Nullable Passage run) {}

  /**
   * A run that goes on.
   *
   * @param key by which it is told apart from other runs of the sequence, null if it is not
   * @param startedAt milliseconds
   */
  public record Passage(
      String sequence, int playbookVersion, @Nullable String key, long startedAt) {}

  /**
   * As the log tells it now; nothing of who does not exist.
   *
   * @param run null: none is asked for
   */
  public Known of(String customer, @Nullable String run) {
    CustomerStates.Known known = states.read(List.of(customer)).get(customer);
    if (known == null) {
      throw new IllegalStateException("the customer cannot be read");
    }
    CustomerState state = known.state();
    return new Known(
        state.timeline(),
        new TreeSet<>(state.memberships().since().keySet()),
        run == null ? null : passage(state.runs(), run));
  }

  private static @Nullable Passage passage(Map<String, ActiveRun> runs, String run) {
    ActiveRun active = runs.get(run);
    return active == null
        ? null
        : new Passage(
            active.sequence(), active.playbookVersion(), active.key(), active.startedAt());
  }
}
