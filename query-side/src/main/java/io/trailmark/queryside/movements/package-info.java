/** Movements of customers between primary segments. */
@NullMarked
package io.trailmark.queryside.movements;

import org.jspecify.annotations.NullMarked;
