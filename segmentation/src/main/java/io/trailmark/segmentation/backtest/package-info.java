/** A playbook over the whole recorded history: who was in which segment, when. */
@NullMarked
package io.trailmark.segmentation.backtest;

import org.jspecify.annotations.NullMarked;
