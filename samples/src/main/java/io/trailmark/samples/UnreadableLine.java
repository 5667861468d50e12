package io.trailmark.samples;

/**
 * A line that nothing could be made of.
 *
 * @param line counts from 1, header included
 * @param input the line's fields, joined by commas
 */
public record UnreadableLine(long line, String message, String input) {
  static UnreadableLine of(Row row, RuntimeException why) {
    String message = why instanceof NumberFormatException ? null : why.getMessage();
    return new UnreadableLine(row.line(), message == null ? "Not a number" : message, row.text());
  }
}
