/** A customer's memberships as of an instant. */
@NullMarked
package io.trailmark.segmentation.review;

import org.jspecify.annotations.NullMarked;
