package io.trailmark.commandside.sequence;

/** Payload of a deadline: the step of the run is due. */
record StepDue(String customer, String run, int step) {

  /** The sequence of the run, which is {@code customer/sequence/n}. */
  String sequence() {
    String[] parts = run.split("/");
    return parts.length > 1 ? parts[1] : "";
  }
}
