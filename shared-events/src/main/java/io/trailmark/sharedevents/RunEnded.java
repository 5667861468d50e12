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
    /** The person was erased. */
    ERASED,
    /** The customer was joined to another: if the run has steps left, that one goes on with it. */
    JOINED
  }
}
