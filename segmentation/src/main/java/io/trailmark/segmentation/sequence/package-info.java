/** What is sent, when, to whoever set off a trigger: the decisions about runs. */
@NullMarked
package io.trailmark.segmentation.sequence;

import org.jspecify.annotations.NullMarked;
