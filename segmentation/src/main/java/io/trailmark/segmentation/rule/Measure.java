package io.trailmark.segmentation.rule;

import io.trailmark.segmentation.timeline.Timeline;

/** A number computed from a timeline as of an instant. */
public interface Measure {

  /** Canonical text, the same for the same measure in every playbook: {@code net(order_placed)}. */
  String key();

  /** The value over the activities with {@code at <= asOf}. */
  long valueAt(Timeline timeline, long asOf);
}
