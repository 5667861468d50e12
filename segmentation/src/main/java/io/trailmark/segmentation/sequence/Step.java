package io.trailmark.segmentation.sequence;

/** One step of a sequence. */
public sealed interface Step {

  /**
   * Send a message made from {@code template} over {@code channel} ({@code email}, {@code sms} or
   * {@code push}).
   */
  record Send(String template, String channel) implements Step {}

  /** Let time pass. */
  record Wait(long millis) implements Step {}
}
