/** From a message's intent to its outcome. */
@NullMarked
package io.trailmark.commandside.delivery;

import org.jspecify.annotations.NullMarked;
