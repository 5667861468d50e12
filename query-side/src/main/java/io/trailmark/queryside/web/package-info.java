/** What the endpoints share: problems, parameters, texts. */
@NullMarked
package io.trailmark.queryside.web;

import org.jspecify.annotations.NullMarked;
