package io.trailmark.queryside.customers;

import io.trailmark.eventstore.web.Problem;

/** A place in a timeline: when it happened, then the order in which it was recorded. */
record Cursor(long at, long number) implements Comparable<Cursor> {
  static final Cursor START = new Cursor(Long.MIN_VALUE, -1);

  /**
   * @throws org.springframework.web.ErrorResponseException 400 if it is none
   */
  static Cursor parse(String text) {
    if (!text.matches("[0-9]{1,18}-[0-9]{1,18}")) {
      throw Problem.bad("after", "after is `next` of the page before, not \"" + text + "\".");
    }
    int dash = text.indexOf('-');
    return new Cursor(
        Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
  }

  String text() {
    return at + "-" + number;
  }

  @Override
  public int compareTo(Cursor other) {
    int byTime = Long.compare(at, other.at);
    return byTime != 0 ? byTime : Long.compare(number, other.number);
  }
}
