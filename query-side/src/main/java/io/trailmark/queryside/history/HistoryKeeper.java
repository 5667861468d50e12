package io.trailmark.queryside.history;

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

/** The read model {@code history}: see docs/decisions/0013. */
@Component
public final class HistoryKeeper implements FollowingModel {
  static final String COLUMNS = "history";
  static final String LEDGER = "history_ledger";

  private final ActivityLog log;
  private final Settings settings;

  /**
   * All machine time.
   *
   * @param stretch activities that are stored together where there are many
   * @param part about how many activities are stored in each part by customer
   * @param pause at most so often something is stored where there are few
   * @param retiredFor how long what was merged stays, for who is reading it
   * @param abandonedAfter when what was begun to be written is removed
   */
  @Component
  record Settings(
      @Value("${trailmark.history.stretch:250000}") int stretch,
      @Value("${trailmark.history.part:500000}") int part,
      @Value("${trailmark.history.pause:1s}") Duration pause,
      @Value("${trailmark.projections.retired-for:30s}") Duration retiredFor,
      @Value("${trailmark.history.abandoned-after:60s}") Duration abandonedAfter) {}

  HistoryKeeper(ActivityLog log, Settings settings) {
    this.log = log;
    this.settings = settings;
  }

  @Override
  public String name() {
    return COLUMNS;
  }

  @Override
  public List<String> collections() {
    return List.of(COLUMNS, LEDGER);
  }

  @Override
  public Follower follow(Function<String, MongoCollection<Document>> collections) {
    return new Keeping(log, store(collections), settings);
  }

  StretchStore store(Function<String, MongoCollection<Document>> collections) {
    return new StretchStore(
        collections.apply(COLUMNS),
        collections.apply(LEDGER),
        settings.part(),
        settings.abandonedAfter());
  }
}
