package io.trailmark.queryside.backtest;

import io.trailmark.segmentation.backtest.Archive;

/** Everything recorded, to sweep playbooks over. */
public interface RecordedHistory {

  /**
   * What there was.
   *
   * @param position of the log up to which it goes
   */
  record Until(Archive archive, long position) {}

  /** Everything acknowledged before this was called, and perhaps some of what came since. */
  Until now();
}
