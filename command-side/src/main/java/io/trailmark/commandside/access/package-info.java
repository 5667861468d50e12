/** Who may write. */
@NullMarked
package io.trailmark.commandside.access;

import org.jspecify.annotations.NullMarked;
