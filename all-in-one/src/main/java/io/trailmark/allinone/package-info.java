/** Both sides in one JVM with embedded databases, and the {@code trailmark} command. */
@NullMarked
package io.trailmark.allinone;

import org.jspecify.annotations.NullMarked;
