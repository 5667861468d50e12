package io.trailmark.samples.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
class KnowsTheModel {
  io.trailmark.segmentation.playbook.Segment segment;
}
