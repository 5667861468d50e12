package io.trailmark.queryside.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
class KnowsTheCommandLine {
  io.trailmark.allinone.Trailmark trailmark;
}
