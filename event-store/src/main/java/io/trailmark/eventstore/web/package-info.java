/** How every application on this store answers over HTTP where Boot would answer otherwise. */
@NullMarked
package io.trailmark.eventstore.web;

import org.jspecify.annotations.NullMarked;
