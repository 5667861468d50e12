/** What Segment's clients send, turned into activities and contact data. */
@NullMarked
package io.trailmark.commandside.segmentapi;

import org.jspecify.annotations.NullMarked;
