package io.trailmark.forecast.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
class KnowsSpring {
  org.springframework.context.ApplicationContext context;
}
