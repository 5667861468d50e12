package io.trailmark.commandside.customer;

import io.trailmark.segmentation.timeline.Column;
import io.trailmark.segmentation.timeline.Timeline;
import java.util.Arrays;

/** The messages that a customer got, by whomever they were sent. */
final class MessagesSent {
  static final String KIND = "message_sent";
  static final String CHANNEL = "channel";

  /** Of those whose source does not say by which way they went. */
  private static final String EMAIL = "email";

  private MessagesSent() {}

  /** When those over a channel went, after an instant up to another, in order. */
  static long[] within(Timeline timeline, String channel, long after, long upTo) {
    Column sent = timeline.column(KIND);
    if (sent == null) {
      return new long[0];
    }
    int first = sent.upTo(after);
    int last = sent.upTo(upTo);
    long[] found = new long[last - first];
    int n = 0;
    for (int i = first; i < last; i++) {
      String by = sent.properties(i).get(CHANNEL);
      if (channel.equals(by == null ? EMAIL : by)) {
        found[n++] = sent.at(i);
      }
    }
    return Arrays.copyOf(found, n);
  }

  /** These, and so many more at an instant that is not before them. */
  static long[] and(long[] went, int more, long at) {
    long[] all = Arrays.copyOf(went, went.length + more);
    Arrays.fill(all, went.length, all.length, at);
    return all;
  }
}
