/**
 * What is stored for ever: one record per event, under one sealed interface per aggregate. JDK
 * types only, so that a stored event never depends on how the model is written today.
 *
 * <p>Instants are {@code long} milliseconds since 1970-01-01T00:00:00Z of business time. Nothing
 * here holds personal data: a customer is a random key, a message id a keyed hash.
 */
@NullMarked
package io.trailmark.sharedevents;

import org.jspecify.annotations.NullMarked;
