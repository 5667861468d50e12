package io.trailmark.queryside.backtest;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.trailmark.queryside.projection.ReadModels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bson.Document;
import org.springframework.stereotype.Component;

/**
 * Backtests in MongoDB, by number. What is not finished yet is listed apart, since the embedded
 * server finds by {@code _id} alone; the job itself says how it stands.
 */
@Component
final class Jobs {
  private static final String REVISION = "revision";
  private static final String LAST = "last";
  private static final int REOPENED = 200;
  private static final int PAGE = 100;

  private final MongoCollection<Document> jobs;
  private final MongoCollection<Document> open;
  private final MongoCollection<Document> counter;

  Jobs(ReadModels models) {
    this.jobs = models.database().getCollection("backtests");
    this.open = models.database().getCollection("backtests_open");
    this.counter = models.database().getCollection("backtests_counter");
  }

  /** Once, before anything else. */
  void prepare() {
    // Changes name the revision too: without this the embedded server would read every job.
    jobs.createIndex(Indexes.ascending("_id", REVISION), new IndexOptions().unique(true));
    // A node that died between the two writes of add().
    for (Job job : before(Long.MAX_VALUE, REOPENED)) {
      if (!job.status().isFinal()) {
        open(job.id());
      }
    }
  }

  Job add(Asked asked) {
    Document counted =
        counter.findOneAndUpdate(
            eq("_id", "backtests"),
            Updates.inc(LAST, 1L),
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
    String id = Long.toString(Objects.requireNonNull(counted).getLong(LAST));
    Document job = Job.queued(id, asked);
    jobs.insertOne(job);
    open(id);
    return Job.of(job);
  }

  private void open(String id) {
    open.updateOne(eq("_id", id), Updates.set("open", true), new UpdateOptions().upsert(true));
  }

  /** It is finished. */
  void close(String id) {
    open.deleteOne(eq("_id", id));
  }

  Optional<Job> find(String id) {
    return Optional.ofNullable(jobs.find(eq("_id", id)).first()).map(Job::of);
  }

  /** Those not known to be finished, oldest first; without the playbooks' texts. */
  List<Job> open() {
    List<String> ids = new ArrayList<>();
    open.find().forEach(d -> ids.add(d.getString("_id")));
    return some(ids).stream().sorted(Comparator.comparingLong(Jobs::number)).toList();
  }

  private List<Job> some(List<String> ids) {
    List<Job> found = new ArrayList<>();
    if (!ids.isEmpty()) {
      jobs.find(in("_id", ids))
          .projection(Projections.exclude("text"))
          .batchSize(ids.size() + 1)
          .forEach(d -> found.add(Job.of(d)));
    }
    return found;
  }

  static long number(Job job) {
    return Long.parseLong(job.id());
  }

  /** Up to {@code limit} with numbers below {@code before}, newest first; without texts. */
  List<Job> before(long before, int limit) {
    Document counted = counter.find(eq("_id", "backtests")).first();
    long last = counted == null ? 0 : counted.getLong(LAST);
    List<Job> page = new ArrayList<>();
    // There are gaps where some were deleted.
    for (long to = Math.min(before - 1, last); to > 0 && page.size() < limit; to -= PAGE) {
      List<String> ids =
          LongStream.rangeClosed(Math.max(1, to - PAGE + 1), to).mapToObj(Long::toString).toList();
      some(ids).stream()
          .sorted(Comparator.comparingLong(Jobs::number).reversed())
          .forEach(page::add);
    }
    return List.copyOf(page.subList(0, Math.min(limit, page.size())));
  }

  /** Changes a job if it still stands as it was read; false if it does not. */
  boolean change(String id, long revision, Document changes) {
    // Not with and(): see Documents.
    return jobs.updateOne(
                new Document("_id", id).append(REVISION, revision),
                new Document("$set", changes.append(REVISION, revision + 1)))
            .getMatchedCount()
        == 1;
  }

  void delete(String id) {
    jobs.deleteOne(eq("_id", id));
    close(id);
  }
}
