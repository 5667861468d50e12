package io.trailmark.commandside.sequence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.saga.AssociationValue;
import org.axonframework.modelling.saga.AssociationValues;
import org.axonframework.modelling.saga.repository.SagaStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where sagas of runs are kept. All that there is to such a saga is its run, which never changes:
 * so nothing is written when it handles an event, and one query finds and loads it.
 */
@Component
final class WaitingRuns implements SagaStore<SequenceRun> {
  /** Resource of a unit of work: runs by the sagas that it found. */
  private static final String FOUND = WaitingRuns.class.getName();

  private final JdbcClient jdbc;

  WaitingRuns(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record Waiting<S>(S saga, Set<AssociationValue> associationValues) implements Entry<S> {}

  @Override
  public Set<String> findSagas(Class<? extends SequenceRun> type, AssociationValue of) {
    String run = run(of);
    return jdbc.sql("select saga from waiting_run where run = ?")
        .param(run)
        .query(String.class)
        .optional()
        .map(
            saga -> {
              found().put(saga, run);
              return Set.of(saga);
            })
        .orElse(Set.of());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <S extends SequenceRun> @Nullable Entry<S> loadSaga(Class<S> type, String saga) {
    String run = found().get(saga);
    if (run == null) {
      run =
          jdbc.sql("select run from waiting_run where saga = ?")
              .param(saga)
              .query(String.class)
              .optional()
              .orElse(null);
    }
    return run == null
        ? null
        : new Waiting<>((S) new SequenceRun(), Set.of(new AssociationValue(SequenceRun.BY, run)));
  }

  private static Map<String, String> found() {
    return CurrentUnitOfWork.isStarted()
        ? CurrentUnitOfWork.get().root().getOrComputeResource(FOUND, f -> new HashMap<>())
        : new HashMap<>();
  }

  @Override
  public void insertSaga(
      Class<? extends SequenceRun> type, String saga, SequenceRun state, Set<AssociationValue> of) {
    if (of.size() != 1) {
      throw new IllegalArgumentException("a saga of one run, not of " + of);
    }
    jdbc.sql("insert into waiting_run (saga, run) values (?, ?)")
        .params(List.of(saga, run(of.iterator().next())))
        .update();
  }

  @Override
  public void updateSaga(
      Class<? extends SequenceRun> type, String saga, SequenceRun state, AssociationValues of) {
    if (!of.addedAssociations().isEmpty() || !of.removedAssociations().isEmpty()) {
      throw new IllegalArgumentException("a saga stays with its run, and does not go on to " + of);
    }
  }

  @Override
  public void deleteSaga(Class<? extends SequenceRun> type, String saga, Set<AssociationValue> of) {
    jdbc.sql("delete from waiting_run where saga = ?").param(saga).update();
    found().remove(saga);
  }

  private static String run(AssociationValue of) {
    if (!of.getKey().equals(SequenceRun.BY)) {
      throw new IllegalArgumentException("sagas are known by their run, not by " + of.getKey());
    }
    return of.getValue();
  }
}
