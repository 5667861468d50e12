/** The contact book. */
@NullMarked
package io.trailmark.commandside.contact;

import org.jspecify.annotations.NullMarked;
