/** The Playbook aggregate, and what stands now. */
@NullMarked
package io.trailmark.commandside.playbook;

import org.jspecify.annotations.NullMarked;
