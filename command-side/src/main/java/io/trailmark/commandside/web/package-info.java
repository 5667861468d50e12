/** What endpoints of several packages read and answer alike. */
@NullMarked
package io.trailmark.commandside.web;

import org.jspecify.annotations.NullMarked;
