package io.trailmark.commandside.customer;

/** How often a customer began a sequence, and when last. */
record PastRuns(int count, long lastStart) {}
