package io.trailmark.queryside.audit;

import com.mongodb.client.MongoCollection;
import io.trailmark.eventstore.ActivityLog;
import io.trailmark.queryside.projection.Follower;
import io.trailmark.queryside.projection.FollowingModel;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * {@code audit}: a document for each kind and source, with how many activities there are, of when,
 * and a sketch of the customers that have any; {@code audit_days}: a document for each day in UTC
 * on which activities happened. It reads the log by itself, since a processor's messages would cost
 * several times as much.
 */
@Component
final class AuditModel implements FollowingModel {
  static final String KINDS = "audit";
  static final String DAYS = "audit_days";

  private final ActivityLog log;
  private final Duration pause;

  /**
   * @param pause {@code trailmark.audit.pause}, machine time between looks for what is new
   */
  AuditModel(ActivityLog log, @Value("${trailmark.audit.pause:1s}") Duration pause) {
    this.log = log;
    this.pause = pause;
  }

  @Override
  public String name() {
    return KINDS;
  }

  /** Days first: that a batch is applied is told by a document of the other. */
  @Override
  public List<String> collections() {
    return List.of(DAYS, KINDS);
  }

  @Override
  public Follower follow(Function<String, MongoCollection<Document>> collections) {
    return new Auditing(
        log, () -> new AuditBatch(collections.apply(DAYS), collections.apply(KINDS)), pause);
  }
}
