package io.trailmark.commandside.sequence;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.trailmark.commandside.customer.StepsDue;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.deadline.AbstractDeadlineManager;
import org.axonframework.deadline.DeadlineMessage;
import org.axonframework.deadline.GenericDeadlineMessage;
import org.axonframework.messaging.DefaultInterceptorChain;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.ScopeAwareProvider;
import org.axonframework.messaging.ScopeDescriptor;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.saga.SagaScopeDescriptor;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deadlines in business time, in the same database and transaction as the sagas that set them.
 *
 * <p>A deadline fires in the transaction that removes its row, together with others that are due:
 * it fires once, or not at all and is still there. The row's lock is the lease, so neither
 * heartbeats nor machine time come into it, and the clock may run at any speed.
 */
public final class BusinessDeadlines extends AbstractDeadlineManager {
  private static final Logger log = LoggerFactory.getLogger(BusinessDeadlines.class);
  private static final int BATCH = 50;

  /** Metadata of a deadline's message: {@link StepsDue}. */
  static final String DUE = "due";

  /** Resource of a unit of work: what is to be done to the table. */
  private static final String CHANGES = BusinessDeadlines.class.getName();

  /** Attempts before a deadline is parked; the pause between them doubles from a second. */
  private static final int ATTEMPTS = 8;

  /** Those that a pause holds stay due, and fire when it is resumed. */
  private static final String NOT_PAUSED =
      " not exists (select from pause p where p.sequence is null and p.run is null or p.sequence ="
          + " d.sequence or p.run = d.run)";

  private final JdbcClient jdbc;
  private final Serializer serializer;
  private final ScopeAwareProvider scopes;
  private final TransactionManager transactions;
  private final Consumer<Set<String>> hold;
  private final Clock machine = Clock.systemUTC();

  /**
   * @param hold locks customers until the transaction ends, in the order in which all do
   */
  BusinessDeadlines(
      JdbcClient jdbc,
      Serializer serializer,
      ScopeAwareProvider scopes,
      TransactionManager transactions,
      Consumer<Set<String>> hold) {
    this.jdbc = jdbc;
    this.serializer = serializer;
    this.scopes = scopes;
    this.transactions = transactions;
    this.hold = hold;
  }

  @Override
  public String schedule(
      Instant due, String name, @Nullable Object payload, ScopeDescriptor scope) {
    DeadlineMessage<Object> message =
        processDispatchInterceptors(GenericDeadlineMessage.asDeadlineMessage(name, payload, due));
    String id = UUID.randomUUID().toString();
    change(
        new Change.Schedule(
            id,
            name,
            due.toEpochMilli(),
            bytes(scope),
            bytes(message.getPayload()),
            payload instanceof StepDue step ? step : null));
    return id;
  }

  @Override
  public void cancelSchedule(String name, String id) {
    change(new Change.Cancel("id = ?", List.of(id)));
  }

  @Override
  public void cancelAll(String name) {
    change(new Change.Cancel("name = ?", List.of(name)));
  }

  @Override
  public void cancelAllWithinScope(String name, ScopeDescriptor scope) {
    change(new Change.Cancel("name = ? and scope = ?", List.of(name, bytes(scope))));
  }

  private byte[] bytes(@Nullable Object value) {
    return serializer.serialize(value, byte[].class).getData();
  }

  /** What is to be done to the table when all that happens in a transaction is known. */
  private sealed interface Change {
    record Schedule(
        String id, String name, long due, byte[] scope, byte[] payload, @Nullable StepDue step)
        implements Change {}

    record Cancel(String which, List<?> parameters) implements Change {}
  }

  private void change(Change change) {
    if (!CurrentUnitOfWork.isStarted()) {
      make(List.of(change));
      return;
    }
    UnitOfWork<?> root = CurrentUnitOfWork.get().root();
    List<Change> changes = root.getResource(CHANGES);
    if (changes == null) {
      List<Change> all = new ArrayList<>();
      root.resources().put(CHANGES, all);
      root.onPrepareCommit(work -> make(all));
      changes = all;
    }
    changes.add(change);
  }

  /** In order, and those that set deadlines one after another with one statement. */
  private void make(List<Change> changes) {
    List<Change.Schedule> together = new ArrayList<>();
    for (Change change : changes) {
      switch (change) {
        case Change.Schedule one -> together.add(one);
        case Change.Cancel cancel -> {
          insert(together);
          together.clear();
          delete(cancel.which(), cancel.parameters());
        }
      }
    }
    insert(together);
  }

  private void insert(List<Change.Schedule> some) {
    if (some.isEmpty()) {
      return;
    }
    jdbc.sql(
            "insert into deadline (id, name, due, scope, payload, sequence, run) select * from"
                + " unnest(?::text[], ?::text[], ?::bigint[], ?::bytea[], ?::bytea[], ?::text[],"
                + " ?::text[])")
        .params(
            Arrays.asList(
                column(some, Change.Schedule::id, String[]::new),
                column(some, Change.Schedule::name, String[]::new),
                column(some, Change.Schedule::due, Long[]::new),
                column(some, Change.Schedule::scope, byte[][]::new),
                column(some, Change.Schedule::payload, byte[][]::new),
                column(some, s -> s.step() == null ? null : s.step().sequence(), String[]::new),
                column(some, s -> s.step() == null ? null : s.step().run(), String[]::new)))
        .update();
  }

  private static <T> Object column(
      List<Change.Schedule> rows,
      Function<Change.Schedule, @Nullable T> value,
      IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }

  /**
   * One that is being fired is passed over, not waited for: it finds that the customer stands
   * before another step, and does nothing.
   */
  private void delete(String which, List<?> parameters) {
    jdbc.sql(
            "delete from deadline where id in (select id from deadline where "
                + which
                + " for update skip locked)")
        .params(parameters)
        .update();
  }

  /**
   * Fires some of the deadlines due at {@code until} or before, in order.
   *
   * @return false if there was none
   */
  public boolean fire(long until) {
    List<String> due =
        jdbc.sql(
                "select id from deadline d where due <= ? and not parked and retry_machine <= ? and"
                    + NOT_PAUSED
                    + " order by due limit ?")
            .params(List.of(until, machine.millis(), BATCH))
            .query(String.class)
            .list();
    if (!due.isEmpty()) {
      fire(due, until);
    }
    return !due.isEmpty();
  }

  private record Row(String id, String name, long due, ScopeDescriptor scope, StepDue payload) {}

  /**
   * Together, in one transaction, with whatever else is due for their customers; if that fails each
   * alone, so that one holds up no other.
   */
  private void fire(List<String> ids, long until) {
    Throwable together = attempt(ids, until, false);
    if (together != null) {
      log.debug("{} deadlines cannot be fired together", ids.size(), together);
      for (String id : ids) {
        Throwable alone = attempt(List.of(id), until, true);
        if (alone != null) {
          failed(id, alone);
        }
      }
    }
  }

  /** What it failed with, null if it did not. */
  private @Nullable Throwable attempt(List<String> ids, long until, boolean alone) {
    try {
      var unitOfWork = DefaultUnitOfWork.startAndGet(null);
      unitOfWork.attachTransaction(transactions);
      ResultMessage<?> result =
          unitOfWork.executeWithResult(
              () -> {
                List<Row> rows = remove(ids);
                Map<String, Set<String>> fired =
                    rows.stream()
                        .map(Row::payload)
                        .collect(groupingBy(StepDue::customer, mapping(StepDue::run, toSet())));
                hold.accept(fired.keySet());
                Set<String> held = alone ? Set.of() : held(fired.keySet());
                for (Row row : rows) {
                  Set<String> runs = fired.getOrDefault(row.payload().customer(), Set.of());
                  deliver(row, new StepsDue(until, runs, alone, held));
                }
                return null;
              });
      return result.isExceptional() ? result.exceptionResult() : null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private List<Row> remove(List<String> ids) {
    return jdbc.sql(
            "with due as (delete from deadline where id in (select id from deadline d where id ="
                + " any(?) and"
                + NOT_PAUSED
                + " for update skip locked) returning id, name, due, scope, payload) select"
                + " * from due order by due, id")
        .param(ids.toArray(String[]::new))
        .query(
            (row, n) ->
                new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    read(row.getBytes(4), SagaScopeDescriptor.class),
                    read(row.getBytes(5), StepDue.class)))
        .list();
  }

  /** Runs and sequences of which nothing is taken now unless its own deadline fires. */
  private Set<String> held(Set<String> customers) {
    String[] keys = customers.toArray(String[]::new);
    return Set.copyOf(
        jdbc.sql(
                "select sequence from pause where sequence is not null union select run from pause"
                    + " where split_part(run, '/', 1) = any(?) union select run from deadline where"
                    + " attempts > 0 and (parked or retry_machine > ?) and split_part(run, '/', 1)"
                    + " = any(?)")
            .params(Arrays.asList(keys, machine.millis(), keys))
            .query(String.class)
            .list());
  }

  private <T> T read(byte[] stored, Class<T> type) {
    return serializer.deserialize(
        new SimpleSerializedObject<>(stored, byte[].class, type.getName(), null));
  }

  private void deliver(Row row, StepsDue due) {
    DeadlineMessage<StepDue> message =
        GenericDeadlineMessage.<StepDue>asDeadlineMessage(
                row.name(), row.payload(), Instant.ofEpochMilli(row.due()))
            .withMetaData(Map.of(DUE, due));
    var inner = DefaultUnitOfWork.startAndGet(message);
    ResultMessage<?> result =
        inner.executeWithResult(
            () ->
                new DefaultInterceptorChain<>(
                        inner,
                        handlerInterceptors(),
                        intercepted -> {
                          send(intercepted, row.scope());
                          return null;
                        })
                    .proceed());
    if (result.isExceptional()) {
      throw new IllegalStateException("deadline failed", result.exceptionResult());
    }
  }

  private void send(DeadlineMessage<?> message, ScopeDescriptor scope) {
    scopes
        .provideScopeAwareStream(scope)
        .filter(component -> component.canResolve(scope))
        .forEach(
            component -> {
              try {
                component.send(message, scope);
              } catch (Exception e) {
                throw new IllegalStateException("deadline failed", e);
              }
            });
  }

  private void failed(String id, Throwable cause) {
    log.error(
        "Deadline {} failed and is tried again, or parked after {} attempts", id, ATTEMPTS, cause);
    jdbc.sql(
            "update deadline set attempts = attempts + 1, parked = attempts + 1 >= ?, problem = ?,"
                + " retry_machine = ? + 1000 * (1 << attempts) where id = ?")
        .params(List.of(ATTEMPTS, cause.getClass().getName(), machine.millis(), id))
        .update();
  }
}
