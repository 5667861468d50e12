/** POST /v1/activities: from JSON to recorded activities, each message id once. */
@NullMarked
package io.trailmark.commandside.recording;

import org.jspecify.annotations.NullMarked;
