/** The command side: ingestion, Customer and Playbook aggregates, sequences, delivery. */
@NullMarked
package io.trailmark.commandside;

import org.jspecify.annotations.NullMarked;
