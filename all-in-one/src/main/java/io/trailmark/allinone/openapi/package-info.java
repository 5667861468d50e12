/** {@code /openapi.json}: what springdoc finds in the code, completed by what is written. */
@NullMarked
package io.trailmark.allinone.openapi;

import org.jspecify.annotations.NullMarked;
