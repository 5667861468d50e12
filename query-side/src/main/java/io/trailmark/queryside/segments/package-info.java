/** Segments: sizes, members, days. */
@NullMarked
package io.trailmark.queryside.segments;

import org.jspecify.annotations.NullMarked;
