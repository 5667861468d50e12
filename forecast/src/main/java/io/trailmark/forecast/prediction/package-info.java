/** Parameters of predictions by maximum likelihood. */
@NullMarked
package io.trailmark.forecast.prediction;

import org.jspecify.annotations.NullMarked;
