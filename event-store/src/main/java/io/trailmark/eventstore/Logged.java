package io.trailmark.eventstore;

/** What the log tells of activities. */
public sealed interface Logged permits LoggedActivity, LoggedJoin {

  /** Global index. */
  long position();

  /** Internal key. */
  String customer();
}
