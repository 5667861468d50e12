package io.trailmark.segmentation.violation;

/** Breaks a rule of the architecture, so that a test sees the rule bite. */
class AsksTheSystem {
  long now() {
    return System.nanoTime();
  }
}
