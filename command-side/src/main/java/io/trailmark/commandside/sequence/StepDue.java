package io.trailmark.commandside.sequence;

/** Payload of a deadline: the step of the run is due. */
record StepDue(String customer, String run, int step) {}
