/** Who may do what: credentials and their scopes, on both sides alike. */
@NullMarked
package io.trailmark.eventstore.access;

import org.jspecify.annotations.NullMarked;
