/** The query side: read models and the questions about them. */
@NullMarked
package io.trailmark.queryside;

import org.jspecify.annotations.NullMarked;
