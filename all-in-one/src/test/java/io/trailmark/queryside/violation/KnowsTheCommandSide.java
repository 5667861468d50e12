package io.trailmark.queryside.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
public class KnowsTheCommandSide {
  io.trailmark.commandside.violation.KnowsTheQuerySide other;
}
