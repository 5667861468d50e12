/** On which days occasions fall, country by country. */
@NullMarked
package io.trailmark.forecast.occasions;

import org.jspecify.annotations.NullMarked;
