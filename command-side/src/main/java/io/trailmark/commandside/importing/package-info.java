/** POST /v1/import: history, reviewed and surveyed when it is all there. */
@NullMarked
package io.trailmark.commandside.importing;

import org.jspecify.annotations.NullMarked;
