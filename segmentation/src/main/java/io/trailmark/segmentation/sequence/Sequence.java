package io.trailmark.segmentation.sequence;

import java.util.List;
import java.util.Set;

/**
 * What is sent, when, to whoever set off the trigger.
 *
 * @param goals kinds of activity that reach the goal and end the run
 */
public record Sequence(
    String id, Trigger trigger, Set<String> goals, Reentry reentry, List<Step> steps) {}
