/** How read models are kept in MongoDB: idempotent projections, their generations and rebuilds. */
@NullMarked
package io.trailmark.queryside.projection;

import org.jspecify.annotations.NullMarked;
