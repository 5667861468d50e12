package io.trailmark.queryside.segments;

import static com.mongodb.client.model.Filters.in;

import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.Identities;
import io.trailmark.queryside.customers.Bucket;
import io.trailmark.queryside.customers.CustomersProjection;
import io.trailmark.queryside.customers.Orders;
import io.trailmark.queryside.projection.ReadModels;
import io.trailmark.segmentation.backtest.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Reads who is in a segment, in order of key, page by page. */
@Component
class Members {
  private final CustomersProjection projection;
  private final ReadModels models;
  private final Identities identities;
  private final BusinessClock clock;

  Members(
      CustomersProjection projection,
      ReadModels models,
      Identities identities,
      BusinessClock clock) {
    this.projection = projection;
    this.models = models;
    this.identities = identities;
    this.clock = clock;
  }

  /**
   * @param shown what the source calls them, the key once that is erased
   * @param since milliseconds
   * @param orders as of now
   */
  record Member(String key, String shown, long since, Orders orders) {}

  /** Up to {@code limit} members with keys greater than {@code after} ("": from the first on). */
  List<Member> after(String segment, String after, int limit) {
    TreeMap<String, Long> found = new TreeMap<>();
    int bucket = Slots.of(after);
    // Read ahead twice as far each time: few buckets where they are full, few queries where they
    // are not.
    for (int n = 16; bucket < Bucket.COUNT && found.size() < limit; n *= 2) {
      List<String> ids = Bucket.ids(segment, bucket, n);
      for (Document d :
          models
              .collection(projection, CustomersProjection.MEMBERS)
              .find(in("_id", ids))
              .batchSize(ids.size() + 1)) {
        d.get("members", Document.class).forEach((key, since) -> found.put(key, (Long) since));
      }
      found.headMap(after, true).clear();
      bucket += n;
    }
    while (found.size() > limit) {
      found.pollLastEntry();
    }
    return described(found);
  }

  private List<Member> described(Map<String, Long> since) {
    Map<String, String> sourceIds = identities.sourceIdsOf(since.keySet());
    Map<String, Document> customers = new HashMap<>();
    if (!since.isEmpty()) {
      models
          .collection(projection, CustomersProjection.CUSTOMERS)
          .find(in("_id", since.keySet()))
          .batchSize(since.size() + 1)
          .forEach(d -> customers.put(d.getString("_id"), d));
    }
    long now = clock.millis();
    List<Member> members = new ArrayList<>();
    since.forEach(
        (key, at) -> {
          Document c = customers.getOrDefault(key, new Document());
          members.add(new Member(key, sourceIds.getOrDefault(key, key), at, Orders.asOf(c, now)));
        });
    return members;
  }
}
