package io.trailmark.queryside.customers;

import io.trailmark.sharedevents.ActivityRecorded;

/**
 * @param recordedAt business time, milliseconds
 * @param number of the event in the customer's stream: orders what happened at one instant
 */
record Activity(ActivityRecorded recorded, long recordedAt, long number) {

  /** Its place in the timeline. */
  Cursor place() {
    return new Cursor(recorded.occurredAt(), number);
  }
}
