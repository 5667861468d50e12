/** A versioned set of segments and sequences, and its YAML. */
@NullMarked
package io.trailmark.segmentation.playbook;

import org.jspecify.annotations.NullMarked;
