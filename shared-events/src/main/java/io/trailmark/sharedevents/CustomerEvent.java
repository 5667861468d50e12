package io.trailmark.sharedevents;

/** Whatever a Customer aggregate records. */
public sealed interface CustomerEvent
    permits ActivityRecorded,
        SegmentEntered,
        SegmentExited,
        PrimarySegmentChanged,
        MembershipsReviewed,
        RunStarted,
        RunAdvanced,
        RunEnded,
        MessageIntended,
        MessageSending,
        MessageSent,
        MessageFailed,
        MessageUnknown,
        MessageSkipped,
        MessageDeferred,
        CustomerErased,
        CustomerJoined,
        TrailJoined {

  /** The random internal key of the customer, never the id that a source sent. */
  String customer();
}
