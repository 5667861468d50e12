package io.trailmark.queryside.history;

/** The history cannot even be read shard by shard within the memory that it may take. */
public final class HistoryTooLarge extends RuntimeException {

  HistoryTooLarge(long activities, long bytes, long needed, long bound) {
    super(
        ("The history has %,d activities, about %,d bytes. Read in parts it takes %,d bytes, and"
                + " trailmark.history.memory allows %,d. Set it to more than that, and the heap"
                + " (-Xmx) to four times as much.")
            .formatted(activities, bytes, needed, bound));
  }
}
