/** The playbooks, folded from their events. */
@NullMarked
package io.trailmark.queryside.playbook;

import org.jspecify.annotations.NullMarked;
