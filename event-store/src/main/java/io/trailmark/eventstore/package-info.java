/**
 * How events are kept: serializer, PostgreSQL engine and schema, business time, identities. The
 * Axon rim.
 */
@NullMarked
package io.trailmark.eventstore;

import org.jspecify.annotations.NullMarked;
