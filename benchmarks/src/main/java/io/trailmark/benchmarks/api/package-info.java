/**
 * The HTTP API as its description tells it: its examples sent as written, and cases made to break
 * it.
 */
@NullMarked
package io.trailmark.benchmarks.api;

import org.jspecify.annotations.NullMarked;
