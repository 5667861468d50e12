/** What arrives: of which kinds, from where, since when, from how many. */
@NullMarked
package io.trailmark.queryside.audit;

import org.jspecify.annotations.NullMarked;
