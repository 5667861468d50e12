/** Webhooks of shops and mail vendors: verified, then recorded as activities. */
@NullMarked
package io.trailmark.commandside.webhooks;

import org.jspecify.annotations.NullMarked;
