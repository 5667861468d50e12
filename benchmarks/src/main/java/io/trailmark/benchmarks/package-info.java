/**
 * Programs that measure and shake a running Trailmark; each says how to run it and prints its
 * figures.
 */
@NullMarked
package io.trailmark.benchmarks;

import org.jspecify.annotations.NullMarked;
