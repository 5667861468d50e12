package io.trailmark.queryside.messages;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How far a message has come. */
enum Status {
  INTENDED,
  SENDING,
  SENT,
  FAILED,
  UNKNOWN,
  SKIPPED;

  /** As it is stored and told. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a step counts it as. */
  String counted() {
    return this == INTENDED || this == SENDING ? "pending" : text();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(Status::text).toList();
  }
}
