/** Telling other systems: webhooks that are sent. */
@NullMarked
package io.trailmark.commandside.webhookout;

import org.jspecify.annotations.NullMarked;
