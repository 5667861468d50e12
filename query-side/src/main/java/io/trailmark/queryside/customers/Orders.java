package io.trailmark.queryside.customers;

import io.trailmark.segmentation.timeline.Timeline;
import io.trailmark.sharedevents.ActivityRecorded;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A customer's orders and refunds as of an instant. One that was recorded before it happens counts
 * from its instant: until a later one is recorded it is kept beside the sums.
 *
 * @param net minor units, orders less refunds
 * @param first milliseconds, null if there is none
 */
public record Orders(long count, long net, @Nullable Long first, @Nullable Long last) {
  private static final String COUNT = "orders";
  private static final String NET = "net";
  private static final String FIRST = "firstOrder";
  private static final String LAST = "lastOrder";
  private static final String AHEAD = "ahead";

  /**
   * @param customer a document of {@link CustomersProjection#CUSTOMERS}
   * @param now business time, milliseconds
   */
  public static Orders asOf(Document customer, long now) {
    Document counted = new Document(customer);
    countUpTo(counted, now);
    return new Orders(
        counted.get(COUNT, 0L),
        counted.get(NET, 0L),
        counted.getLong(FIRST),
        counted.getLong(LAST));
  }

  /** Adds an order or a refund to a customer's document. */
  static void add(Document customer, ActivityRecorded e, long recordedAt) {
    countUpTo(customer, recordedAt);
    boolean isOrder = e.kind().equals("order_placed");
    long value = Timeline.value(e.amount(), e.currency());
    Document activity =
        new Document("at", e.occurredAt())
            .append("order", isOrder)
            .append("value", isOrder ? value : -value);
    if (e.occurredAt() <= recordedAt) {
      count(customer, activity);
    } else {
      List<Document> ahead = new ArrayList<>(ahead(customer));
      ahead.add(activity);
      customer.put(AHEAD, ahead);
    }
  }

  private static void countUpTo(Document customer, long instant) {
    List<Document> ahead = new ArrayList<>();
    for (Document activity : ahead(customer)) {
      if (activity.getLong("at") <= instant) {
        count(customer, activity);
      } else {
        ahead.add(activity);
      }
    }
    if (ahead.isEmpty()) {
      customer.remove(AHEAD);
    } else {
      customer.put(AHEAD, ahead);
    }
  }

  private static List<Document> ahead(Document customer) {
    return customer.getList(AHEAD, Document.class, List.of());
  }

  private static void count(Document customer, Document activity) {
    customer.put(NET, customer.get(NET, 0L) + activity.getLong("value"));
    if (activity.getBoolean("order")) {
      long at = activity.getLong("at");
      customer.put(COUNT, customer.get(COUNT, 0L) + 1);
      customer.put(FIRST, Math.min(customer.get(FIRST, at), at));
      customer.put(LAST, Math.max(customer.get(LAST, at), at));
    }
  }
}
