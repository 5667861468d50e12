/** What messages say. */
@NullMarked
package io.trailmark.commandside.template;

import org.jspecify.annotations.NullMarked;
