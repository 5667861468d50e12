/** All that PostgreSQL holds of an installation in one file, and back. */
@NullMarked
package io.trailmark.eventstore.backup;

import org.jspecify.annotations.NullMarked;
