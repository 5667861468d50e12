package io.trailmark.commandside.customer;

import io.trailmark.segmentation.review.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command on a customer leaves to be stored beside the events.
 *
 * @param sequence last sequence number of the customer
 * @param due when the customer is to be reviewed again by time alone, null: never
 * @param awaitsImport history was recorded that is not reviewed yet
 * @param ranks values to rank by that have changed
 * @param revision under which {@link Standing#revisions revision} this was decided; null if not all
 *     that it ranks by is among {@code ranks}: then the customer is still to be looked at for it
 * @param clearance whether the message may go that was asked about, null if none was
 * @param suppressed why nothing is to be sent to the customer any more, null if nothing came of it
 */
record Decision(
    long sequence,
    @Nullable Long due,
    boolean awaitsImport,
    List<Rank> ranks,
    @Nullable Integer revision,
    @Nullable Clearance clearance,
    @Nullable String suppressed) {

  /** Columns of the ranking table. */
  record Rank(String measure, long value, long before, long midnight) {}
}
