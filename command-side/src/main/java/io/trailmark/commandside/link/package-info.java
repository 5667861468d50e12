/** What messages lead to: signed links, and what opening them does. */
@NullMarked
package io.trailmark.commandside.link;

import org.jspecify.annotations.NullMarked;
