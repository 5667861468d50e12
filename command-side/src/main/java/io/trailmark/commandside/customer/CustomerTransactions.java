package io.trailmark.commandside.customer;

import io.trailmark.commandside.customer.CustomerCommand.JoinTo;
import io.trailmark.commandside.customer.CustomerCommand.TakeOver;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.PostgresEventStorageEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one way to customers: a transaction that locks them in sorted order, sees what stands, loads
 * those that are not in memory with one query, lets each decide, and appends all events together.
 *
 * <p>A transaction that loses against another (a concurrent append, a deadlock) is tried again from
 * the start.
 */
@Component
public class CustomerTransactions {
  private static final Logger log = LoggerFactory.getLogger(CustomerTransactions.class);
  private static final int ATTEMPTS = 6;

  /** Resource of a unit of work: the session of all that goes on in it. */
  private static final String HELD = CustomerTransactions.class.getName();

  private final TransactionManager transactions;
  private final CommandBus commands;
  private final CustomerTable table;
  private final CustomerCache cache;
  private final Standings standings;
  private final BusinessClock clock;
  private final PostgresEventStorageEngine engine;
  private final Trails trails;
  private final Suppressing suppressing;

  CustomerTransactions(
      TransactionManager transactions,
      CommandBus commands,
      CustomerTable table,
      CustomerCache cache,
      Standings standings,
      BusinessClock clock,
      PostgresEventStorageEngine engine,
      Trails trails,
      Suppressing suppressing) {
    this.transactions = transactions;
    this.commands = commands;
    this.table = table;
    this.cache = cache;
    this.standings = standings;
    this.clock = clock;
    this.engine = engine;
    this.trails = trails;
    this.suppressing = suppressing;
  }

  /**
   * Does {@code work} in a transaction of its own, or in the one this thread is in already.
   *
   * @throws RuntimeException what the work threw, or the last conflict if every attempt met one;
   *     nothing is stored then
   */
  public <T> T inTransaction(Function<Session, T> work) {
    if (CurrentUnitOfWork.isStarted()) {
      Session held = CurrentUnitOfWork.get().root().getResource(HELD);
      return held == null ? new Session().run(work) : work.apply(held);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !Conflicts.isConflict(e)) {
          throw e;
        }
        log.debug("A transaction on customers met another and is tried again", e);
        pause(attempt);
      }
    }
  }

  private <T> T attempt(Function<Session, T> work) {
    var unitOfWork = DefaultUnitOfWork.startAndGet(null);
    try {
      unitOfWork.attachTransaction(transactions);
      T answer = new Session().run(work);
      unitOfWork.commit();
      return answer;
    } catch (Throwable e) {
      if (unitOfWork.isActive()) {
        unitOfWork.rollback(e);
      }
      throw e;
    }
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(5, 20 << attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * Locks customers until the transaction of this thread ends, and loads those that are not in
   * memory. Whatever follows in it shares this session, and is stored together at its end.
   */
  public void hold(Collection<String> customers) {
    if (!customers.isEmpty()) {
      Session session = new Session();
      session.lock(customers);
      UnitOfWork<?> root = CurrentUnitOfWork.get().root();
      root.resources().put(HELD, session);
      root.onPrepareCommit(work -> session.store());
    }
  }

  /** One customer, one command, in a transaction of its own or the one this thread is in. */
  public void send(CustomerCommand command) {
    inTransaction(
        session -> {
          session.lock(List.of(command.customer()));
          session.send(command);
          return true;
        });
  }

  /** The work on customers inside one transaction. */
  public final class Session {
    private final Map<String, Decision> decisions = new TreeMap<>();

    /** Customers that are locked, and whether anything was recorded of them before. */
    private final Map<String, Boolean> locked = new HashMap<>();

    private @Nullable Long importId;

    private Session() {}

    private <T> T run(Function<Session, T> work) {
      T answer = work.apply(this);
      store();
      return answer;
    }

    private void store() {
      table.store(decisions, importId);
    }

    /**
     * Customers of this session that record history wait for this import, which is open from here
     * on: somebody may have closed it, because nothing came for long.
     */
    public void forImport(long id) {
      importId = id;
      table.openImport(id);
    }

    /**
     * Locks customers until the transaction ends. All that it needs are locked at once, before any
     * command: two transactions that lock more later may wait for each other.
     *
     * @return those of them that anything was recorded of before
     */
    public Set<String> lock(Collection<String> customers) {
      List<String> more = customers.stream().filter(c -> !locked.containsKey(c)).toList();
      if (!more.isEmpty()) {
        lockAndLoad(more);
      }
      return customers.stream().filter(locked::get).collect(Collectors.toCollection(TreeSet::new));
    }

    private void lockAndLoad(Collection<String> customers) {
      Map<String, Long> sequences = table.lock(customers);
      // The locks gave the transaction its id: what is decided from here on can be waited for.
      standings.refresh();
      List<String> toLoad = new ArrayList<>();
      sequences.forEach(
          (customer, sequence) -> {
            if (!cache.holds(customer, sequence)) {
              toLoad.add(customer);
            }
          });
      if (!toLoad.isEmpty()) {
        engine.prefetch(toLoad);
      }
      sequences.forEach((customer, sequence) -> locked.put(customer, sequence >= 0));
    }

    /**
     * Lets one locked customer take over all that another locked one did and is doing; the other is
     * no customer any more.
     *
     * @throws RuntimeException if one of them refuses or fails: the transaction is not to go on
     */
    public void join(String customer, String into) {
      send(new TakeOver(into, trails.read(customer, clock.millis())));
      send(new JoinTo(customer, into));
    }

    /**
     * Lets a locked customer decide.
     *
     * @throws RuntimeException if the customer refuses or fails: then nothing of this command is
     *     stored, and the session goes on
     */
    public void send(CustomerCommand command) {
      decide(command);
    }

    /**
     * Asks a locked customer whether a message may go.
     *
     * @throws RuntimeException as {@link #send} does
     */
    public Clearance clear(CustomerCommand.StartSending command) {
      return Objects.requireNonNull(decide(command).clearance());
    }

    private Decision decide(CustomerCommand command) {
      Object[] result = new Object[1];
      DecisionTime.at(
          clock.millis(),
          () ->
              commands.dispatch(
                  GenericCommandMessage.asCommandMessage(command),
                  (c, answer) -> result[0] = ((CommandResultMessage<?>) answer)));
      CommandResultMessage<?> answer = (CommandResultMessage<?>) result[0];
      if (answer.isExceptional()) {
        throw failure(answer.exceptionResult());
      }
      Decision decision = (Decision) answer.getPayload();
      String customer = command.customer();
      if (decision.suppressed() != null) {
        suppressing.suppress(customer, decision.suppressed());
      }
      decisions.merge(customer, decision, Session::later);
      cache.reached(customer, decision.sequence());
      return decision;
    }

    private static Decision later(Decision first, Decision second) {
      List<Decision.Rank> ranks = new ArrayList<>(second.ranks());
      for (Decision.Rank rank : first.ranks()) {
        if (ranks.stream().noneMatch(r -> r.measure().equals(rank.measure()))) {
          ranks.add(rank);
        }
      }
      return new Decision(
          second.sequence(),
          second.due(),
          second.awaitsImport(),
          ranks,
          second.revision() == null ? first.revision() : second.revision(),
          second.clearance(),
          second.suppressed());
    }

    private static RuntimeException failure(Throwable cause) {
      return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }
  }
}
