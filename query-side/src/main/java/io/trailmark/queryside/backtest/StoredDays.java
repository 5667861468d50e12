package io.trailmark.queryside.backtest;

import io.trailmark.segmentation.backtest.Days;
import io.trailmark.segmentation.timeline.VarBytes;

/** Sizes and movements of each segment and day, in the order of the CSV. */
final class StoredDays {
  static final String PART = "days";

  private StoredDays() {}

  static void write(Days days, int segments, Parts.Writer writer) {
    Parts.Growing growing = new Parts.Growing(writer, PART);
    for (int s = 0; s < segments; s++) {
      for (int day = 0; day < days.count(); day++) {
        growing.packed().put(days.size(s, day));
        growing.packed().put(days.entered(s, day));
        growing.packed().put(days.left(s, day));
      }
      if (growing.isFull()) {
        growing.flush();
      }
    }
    growing.flush();
  }

  /** Is told of each segment and day. */
  interface Each {
    void day(int segment, int day, long size, long entered, long left) throws java.io.IOException;
  }

  /**
   * Reads them back, segment by segment.
   *
   * @param days how many there are
   */
  static void read(Iterable<byte[]> part, int days, Each each) throws java.io.IOException {
    int i = 0;
    for (byte[] bytes : part) {
      VarBytes packed = new VarBytes(bytes);
      for (; !packed.isAtEnd(); i++) {
        each.day(i / days, i % days, packed.get(), packed.get(), packed.get());
      }
    }
  }
}
