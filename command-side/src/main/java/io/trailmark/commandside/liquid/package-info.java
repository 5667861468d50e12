/**
 * Liquid, of which every problem has a line and a column, whose values are escaped where they are
 * put, and which ends whatever is written in it. Knows nothing of messages.
 */
@NullMarked
package io.trailmark.commandside.liquid;

import org.jspecify.annotations.NullMarked;
