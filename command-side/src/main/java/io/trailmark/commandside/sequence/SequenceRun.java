package io.trailmark.commandside.sequence;

import io.trailmark.commandside.customer.CustomerCommand.TakeSteps;
import io.trailmark.commandside.customer.CustomerTransactions;
import io.trailmark.commandside.customer.StepsDue;
import io.trailmark.eventstore.Restored;
import io.trailmark.sharedevents.RunAdvanced;
import io.trailmark.sharedevents.RunEnded;
import io.trailmark.sharedevents.RunStarted;
import io.trailmark.sharedevents.StepPostponed;
import java.time.Instant;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.deadline.DeadlineManager;
import org.axonframework.deadline.annotation.DeadlineHandler;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.modelling.saga.EndSaga;
import org.axonframework.modelling.saga.SagaEventHandler;
import org.axonframework.modelling.saga.StartSaga;

/**
 * One customer's run of a sequence: waits for each step's due instant and asks the customer to take
 * it. What comes next, and whether the run has ended, the customer decides; a deadline that fires
 * late or twice finds nothing due, and does nothing. So there is nothing to remember but which run
 * it is.
 */
@ProcessingGroup(SequenceRun.GROUP)
public class SequenceRun {
  static final String GROUP = "sequences";
  static final String STEP_DUE = "step-due";

  /** By which a saga is known. */
  static final String BY = "run";

  public SequenceRun() {}

  @StartSaga
  @SagaEventHandler(associationProperty = BY)
  void on(RunStarted event) {
    // There is one from here on, for what comes next.
  }

  @SagaEventHandler(associationProperty = BY)
  void on(RunAdvanced event, DeadlineManager deadlines) {
    await(event.due(), new StepDue(event.customer(), event.run(), event.step()), deadlines);
  }

  @SagaEventHandler(associationProperty = BY)
  void on(StepPostponed event, DeadlineManager deadlines) {
    await(event.due(), new StepDue(event.customer(), event.run(), event.step()), deadlines);
  }

  private static void await(long due, StepDue step, DeadlineManager deadlines) {
    deadlines.schedule(Instant.ofEpochMilli(due), STEP_DUE, step);
  }

  /**
   * What fell due before a restore is taken as of then: the server that was backed up did so, and
   * sent what was due after it in its turn.
   */
  @DeadlineHandler(deadlineName = STEP_DUE)
  void on(
      StepDue step,
      @MetaDataValue(value = BusinessDeadlines.DUE, required = true) StepsDue due,
      CustomerTransactions customers,
      Restored restored) {
    customers.send(new TakeSteps(step.customer(), due, restored.sentUntil()));
  }

  @EndSaga
  @SagaEventHandler(associationProperty = BY)
  void on(RunEnded event, DeadlineManager deadlines) {
    deadlines.cancelAllWithinScope(STEP_DUE);
  }
}
