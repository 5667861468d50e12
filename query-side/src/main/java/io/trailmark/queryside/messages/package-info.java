/** Messages and how the steps of sequences perform. */
@NullMarked
package io.trailmark.queryside.messages;

import org.jspecify.annotations.NullMarked;
