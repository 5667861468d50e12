package io.trailmark.segmentation.rule;

import java.math.BigDecimal;

/**
 * A cut that surveys must take: the top {@code percent} of a measure. {@code percent} has no
 * trailing zeros.
 */
public record TopCut(Measure measure, BigDecimal percent) {}
