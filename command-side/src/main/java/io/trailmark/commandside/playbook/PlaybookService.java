package io.trailmark.commandside.playbook;

import io.trailmark.commandside.playbook.PlaybookCommand.ActivatePlaybook;
import io.trailmark.commandside.playbook.PlaybookCommand.DraftPlaybook;
import io.trailmark.commandside.playbook.PlaybookCommand.TakeSurvey;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Commands to the playbook, each in a transaction of its own. */
@Component
public class PlaybookService {
  private final CommandBus commands;
  private final TransactionManager transactions;

  PlaybookService(CommandBus commands, TransactionManager transactions) {
    this.commands = commands;
    this.transactions = transactions;
  }

  /** Writes down a version and lets it decide from {@code at}. */
  int adopt(String text, long at) {
    int version = (Integer) send(new DraftPlaybook(text, at));
    send(new ActivatePlaybook(version, at, false));
    return version;
  }

  /**
   * Records a survey of a version.
   *
   * @return false if it does not fit what stands: it was taken already, here or on another node, or
   *     another version is active
   */
  public boolean takeSurvey(
      int version, long asOf, long from, boolean quiet, List<SurveyTaken.Cut> cuts) {
    try {
      return (Boolean) send(new TakeSurvey(version, asOf, from, quiet, cuts));
    } catch (ConcurrencyException | AggregateStreamCreationException e) {
      return false;
    }
  }

  private Object send(PlaybookCommand command) {
    var unitOfWork = DefaultUnitOfWork.startAndGet(null);
    try {
      unitOfWork.attachTransaction(transactions);
      AtomicReference<@Nullable CommandResultMessage<?>> result = new AtomicReference<>();
      commands.dispatch(
          GenericCommandMessage.asCommandMessage(command),
          (c, answer) -> result.set((CommandResultMessage<?>) answer));
      CommandResultMessage<?> answer = result.get();
      if (answer == null) {
        throw new IllegalStateException("the playbook did not answer");
      }
      if (answer.isExceptional()) {
        throw answer.exceptionResult() instanceof RuntimeException e
            ? e
            : new IllegalStateException(answer.exceptionResult());
      }
      unitOfWork.commit();
      Object payload = answer.getPayload();
      return payload == null ? Boolean.TRUE : payload;
    } catch (RuntimeException e) {
      if (unitOfWork.isActive()) {
        unitOfWork.rollback(e);
      }
      throw e;
    }
  }
}
