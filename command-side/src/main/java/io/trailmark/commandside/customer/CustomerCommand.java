package io.trailmark.commandside.customer;

import io.trailmark.commandside.AggregateCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Customer can be asked to do. */
public sealed interface CustomerCommand extends AggregateCommand {

  /** Internal key of the customer. */
  String customer();

  @Override
  default String aggregate() {
    return customer();
  }

  /**
   * Record activities that reach us as they happen, or by a history import.
   *
   * @param history record only: the review follows when the import has ended
   */
  record RecordActivities(String customer, List<NewActivity> activities, boolean history)
      implements CustomerCommand {}

  /** Bring the memberships up to now: a due instant has come, or an import has ended. */
  record ReviewMembership(String customer) implements CustomerCommand {}

  /** Forget who this is: nothing is sent any more. */
  record Erase(String customer) implements CustomerCommand {}

  /** Take over what another customer did and is doing: it is the same person. */
  record TakeOver(String customer, Trail trail) implements CustomerCommand {}

  /** Be no customer any more: another took over. */
  record JoinTo(String customer, String into) implements CustomerCommand {}

  /**
   * Steps of runs are due.
   *
   * @param sentUntil those due at this instant or before are taken as of when they were due: a
   *     restored server may have sent them; {@link Long#MIN_VALUE}: none
   */
  record TakeSteps(String customer, StepsDue due, long sentUntil) implements CustomerCommand {}

  /**
   * Check everything once more, and mark the message as sending where nothing speaks against it.
   *
   * @param obstacle why it must not be sent, null if nothing outside the customer speaks against it
   */
  record StartSending(String customer, String run, int step, @Nullable String obstacle)
      implements CustomerCommand {}

  /**
   * The message surely did not go out and is to be tried again.
   *
   * @param reason what stood in the way, nothing personal
   */
  record DeferDelivery(String customer, String run, int step, String reason)
      implements CustomerCommand {}

  /**
   * The delivery came to an end.
   *
   * @param via the delivery that accepted it, null if it failed
   * @param problem why it failed, null if it was accepted
   * @param activity keyed hash under which the {@code message_sent} activity is recorded
   */
  record RecordDelivery(
      String customer,
      String run,
      int step,
      @Nullable String via,
      @Nullable String problem,
      String activity)
      implements CustomerCommand {}
}
