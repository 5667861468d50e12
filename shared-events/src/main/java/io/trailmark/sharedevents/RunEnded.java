package io.trailmark.sharedevents;

/** The run is over; nothing more is sent for it. */
public record RunEnded(String customer, String run, String sequence, Reason reason, long at)
    implements CustomerEvent {

  /** How it came to its end. */
  public enum Reason {
    /** Every step was taken. */
    COMPLETED,
    /** The customer did what the sequence is for. */
    GOAL,
    /** The customer left the segment that started it. */
    LEFT,
    /** The sequence's exit held when a step came. */
    EXITED,
    /** What it waited for never comes, such as an occasion that nobody declared. */
    STUCK,
    /** The person was erased. */
    ERASED,
    /** The customer was joined to another: if the run has steps left, that one goes on with it. */
    JOINED
  }
}
