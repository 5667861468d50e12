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
        RunBranched,
        StepPostponed,
        RunEnded,
        MessageIntended,
        MessageSending,
        MessageSent,
        MessageFailed,
        MessageUnknown,
        MessageSkipped,
        MessageDeferred,
        ContactSuppressed,
        CustomerErased,
        CustomerJoined,
        TrailJoined {

  /** The random internal key of the customer, never the id that a source sent. */
  String customer();
}
