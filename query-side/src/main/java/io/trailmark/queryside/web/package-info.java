/** What the endpoints of this side alone share. */
@NullMarked
package io.trailmark.queryside.web;

import org.jspecify.annotations.NullMarked;
