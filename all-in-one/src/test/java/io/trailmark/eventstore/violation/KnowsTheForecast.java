package io.trailmark.eventstore.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
class KnowsTheForecast {
  io.trailmark.forecast.prediction.Fit<?> fit;
}
