/**
 * How every application on this store answers over HTTP where Boot would answer otherwise; and the
 * parameters, problems and texts that endpoints of both sides share.
 */
@NullMarked
package io.trailmark.eventstore.web;

import org.jspecify.annotations.NullMarked;
