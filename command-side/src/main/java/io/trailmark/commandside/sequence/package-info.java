/** Runs of sequences: the saga, its deadlines. */
@NullMarked
package io.trailmark.commandside.sequence;

import org.jspecify.annotations.NullMarked;
