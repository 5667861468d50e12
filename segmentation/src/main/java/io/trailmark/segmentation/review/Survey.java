package io.trailmark.segmentation.review;

import io.trailmark.segmentation.rule.TopCut;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The cuts taken over activities before {@code asOf}, holding from {@code from} inclusive.
 *
 * @param quiet its transitions start nothing (it followed an import or an activation)
 * @param cuts smallest value that is in; empty: nobody is
 */
public record Survey(long asOf, long from, boolean quiet, Map<TopCut, OptionalLong> cuts) {}
