/** Messages that stay here, where whoever may look at them can. */
@NullMarked
package io.trailmark.commandside.outbox;

import org.jspecify.annotations.NullMarked;
