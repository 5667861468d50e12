package io.trailmark.commandside.sequence;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.trailmark.commandside.customer.CustomerCommand.TakeStep;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.eventstore.Restored;
import io.trailmark.sharedevents.RunAdvanced;
import io.trailmark.sharedevents.RunEnded;
import io.trailmark.sharedevents.RunStarted;
import io.trailmark.sharedevents.StepPostponed;
import java.time.Instant;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.deadline.DeadlineManager;
import org.axonframework.deadline.annotation.DeadlineHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.modelling.saga.EndSaga;
import org.axonframework.modelling.saga.SagaEventHandler;
import org.axonframework.modelling.saga.StartSaga;
import org.axonframework.spring.stereotype.Saga;
import org.jspecify.annotations.Nullable;

/**
 * One customer's run of a sequence: waits for each step's due instant and asks the customer to take
 * it. What comes next, and whether the run has ended, the customer decides; a deadline that fires
 * late or twice is no longer what the customer stands before, and does nothing.
 */
@Saga
@ProcessingGroup(SequenceRun.GROUP)
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE)
public class SequenceRun {
  static final String GROUP = "sequences";
  static final String STEP_DUE = "step-due";

  private @Nullable String deadline;

  public SequenceRun() {}

  @StartSaga
  @SagaEventHandler(associationProperty = "run")
  void on(RunStarted event) {
    deadline = null;
  }

  @SagaEventHandler(associationProperty = "run")
  void on(RunAdvanced event, DeadlineManager deadlines) {
    await(event.due(), new StepDue(event.customer(), event.run(), event.step()), deadlines);
  }

  @SagaEventHandler(associationProperty = "run")
  void on(StepPostponed event, DeadlineManager deadlines) {
    await(event.due(), new StepDue(event.customer(), event.run(), event.step()), deadlines);
  }

  private void await(long due, StepDue step, DeadlineManager deadlines) {
    deadline = deadlines.schedule(Instant.ofEpochMilli(due), STEP_DUE, step);
  }

  /**
   * What fell due before a restore is taken as of then: the server that was backed up did so, and
   * sent what was due after it in its turn.
   */
  @DeadlineHandler(deadlineName = STEP_DUE)
  void on(StepDue step, @Timestamp Instant due, CustomerTransactions customers, Restored restored) {
    long at = due.toEpochMilli();
    Long asOf = restored.mayHaveSent(at) ? at : null;
    customers.send(new TakeStep(step.customer(), step.run(), step.step(), asOf));
  }

  @EndSaga
  @SagaEventHandler(associationProperty = "run")
  void on(RunEnded event, DeadlineManager deadlines) {
    if (deadline != null) {
      deadlines.cancelSchedule(STEP_DUE, deadline);
    }
  }
}
