/** What happens by time alone: due reviews, surveys, deadlines. */
@NullMarked
package io.trailmark.commandside.timedriven;

import org.jspecify.annotations.NullMarked;
