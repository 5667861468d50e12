package io.trailmark.segmentation.backtest.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
class AppendsToTheLog {
  org.axonframework.eventsourcing.eventstore.EventStore events;
}
