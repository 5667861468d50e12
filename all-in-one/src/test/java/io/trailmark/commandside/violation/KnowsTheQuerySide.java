package io.trailmark.commandside.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
public class KnowsTheQuerySide {
  io.trailmark.queryside.violation.KnowsTheCommandSide other;
}
