package io.trailmark.allinone;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Activities to import, one line of NDJSON each. */
interface ImportSource extends AutoCloseable {
  /**
   * A line to send.
   *
   * @param number of the line in the file, from 1; where an activity is made of several lines, of
   *     the activity
   */
  record Line(long number, String text) {}

  /** A line of the file that no activity could be made of. */
  record BadLine(long number, String problem, String input) {}

  /** The next line, null at the end. */
  @Nullable Line next();

  /** How much of the source was read: 0 to 1. */
  double progress();

  /** Says where bad lines go, before the first line: some are found out only when it is read. */
  default void reportBadLines(Consumer<BadLine> report) {}

  /** What a user should know of it when all is sent. */
  default List<String> notes() {
    return List.of();
  }

  @Override
  default void close() {}
}
