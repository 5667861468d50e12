package io.trailmark.queryside.backtest.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
class PublishesAnEvent {
  org.axonframework.eventhandling.gateway.EventGateway gateway;
}
