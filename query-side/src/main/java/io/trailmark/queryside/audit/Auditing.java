package io.trailmark.queryside.audit;

import io.trailmark.eventstore.ActivityLog;
import io.trailmark.eventstore.LoggedActivity;
import io.trailmark.queryside.projection.LogFollower;
import java.time.Duration;
import java.util.function.Supplier;

/** Keeps one generation of the audit up with the log. */
final class Auditing extends LogFollower {
  private static final int BATCH = 50_000;

  private final ActivityLog log;
  private final Supplier<AuditBatch> batches;

  /**
   * @param batches makes an empty one, of what is stored by then
   */
  Auditing(ActivityLog log, Supplier<AuditBatch> batches, Duration pause) {
    super(AuditModel.KINDS, pause);
    this.log = log;
    this.batches = batches;
    start();
  }

  @Override
  protected void follow() {
    AuditBatch[] batch = {batches.get()};
    long reached = batch[0].reached();
    reached(reached);
    long upTo = log.settledByNow();
    if (upTo <= reached) {
      return;
    }
    log.read(
        reached,
        upTo,
        logged -> {
          checkOpen();
          // What came over from another customer was counted when it came in.
          if (logged instanceof LoggedActivity a && a.trail() == null) {
            batch[0].add(a);
          }
          if (batch[0].size() == BATCH) {
            batch[0].write(logged.position());
            reached(logged.position());
            batch[0] = batches.get();
          }
        });
    batch[0].write(upTo);
    reached(upTo);
  }
}
