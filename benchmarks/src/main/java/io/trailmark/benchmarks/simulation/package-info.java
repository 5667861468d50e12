/**
 * A shop's time in fast motion: behaviour made from a seed, a clock that stands still until
 * everything due is done, and ends of the process wherever one may hurt.
 */
@NullMarked
package io.trailmark.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
