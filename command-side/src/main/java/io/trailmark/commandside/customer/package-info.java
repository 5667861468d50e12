/** The Customer aggregate, and the transaction that locks, loads and stores customers. */
@NullMarked
package io.trailmark.commandside.customer;

import org.jspecify.annotations.NullMarked;
