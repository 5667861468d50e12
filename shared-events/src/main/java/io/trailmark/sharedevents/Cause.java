package io.trailmark.sharedevents;

/** Why a membership changed. */
public enum Cause {
  /** An activity was recorded. */
  ACTIVITY,
  /** Time alone: a window closed or an age was reached. */
  TIME,
  /** A survey took new cuts. */
  SURVEY,
  /** Another playbook version became active. */
  DEFINITION,
  /** The customer turned out to be somebody who is known under another key. */
  JOINED
}
