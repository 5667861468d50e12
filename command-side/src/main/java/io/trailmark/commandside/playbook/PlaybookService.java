package io.trailmark.commandside.playbook;

import io.trailmark.commandside.playbook.PlaybookCommand.ActivatePlaybook;
import io.trailmark.commandside.playbook.PlaybookCommand.DraftPlaybook;
import io.trailmark.commandside.playbook.PlaybookCommand.TakeSurvey;
import io.trailmark.sharedevents.SurveyTaken;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
  private static final int ATTEMPTS = 5;

  private final CommandBus commands;
  private final TransactionManager transactions;
  private final VersionLog log;

  PlaybookService(CommandBus commands, TransactionManager transactions, VersionLog log) {
    this.commands = commands;
    this.transactions = transactions;
    this.log = log;
  }

  /**
   * A version that is written down.
   *
   * @param created false if an earlier one has the same text: it is that one
   */
  record Drafted(int version, boolean created) {}

  /**
   * Writes down a version and lets it decide from {@code at}.
   *
   * @throws ConcurrencyException if another node writes at the same time
   */
  int adopt(String text, long at, String because) {
    int version = ((Drafted) send(new DraftPlaybook(text, at, because))).version();
    send(new ActivatePlaybook(version, at, false, because));
    return version;
  }

  /**
   * Writes down a version.
   *
   * @throws io.trailmark.segmentation.playbook.InvalidPlaybook if the text is no playbook
   * @throws PlaybookRefused if it cannot follow on those before
   */
  Drafted draft(String text, long at, @Nullable String because) {
    return repeated(() -> (Drafted) send(new DraftPlaybook(text, at, because)));
  }

  /**
   * Lets a version decide from {@code at}; without effect if it does.
   *
   * @throws PlaybookRefused if there is no such version, a reason is missing, or somebody activated
   *     another meanwhile
   */
  void activate(int version, long at, boolean startSequences, @Nullable String because) {
    int before = log.read().activations().size();
    repeated(
        () -> {
          Versions now = log.read();
          if (now.activations().size() != before) {
            throw new PlaybookRefused.ActivatedMeanwhile(now.active());
          }
          return send(new ActivatePlaybook(version, at, startSequences, because));
        });
  }

  /** Surveys and drafts, which come in between, stand in nobody's way. */
  private static <T> T repeated(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (ConcurrencyException | AggregateStreamCreationException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Records a survey of a version.
   *
   * @param fit null: predictions stay as they were
   * @param past null: what was found before stands
   * @return false if it does not fit what stands: it was taken already, here or on another node, or
   *     another version is active
   */
  public boolean takeSurvey(
      int version,
      long asOf,
      long from,
      boolean quiet,
      List<SurveyTaken.Cut> cuts,
      SurveyTaken.@Nullable Fit fit,
      SurveyTaken.@Nullable Past past) {
    try {
      return (Boolean) send(new TakeSurvey(version, asOf, from, quiet, cuts, fit, past));
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
