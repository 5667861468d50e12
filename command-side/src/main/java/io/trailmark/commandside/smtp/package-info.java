/** E-mail by a mail server. */
@NullMarked
package io.trailmark.commandside.smtp;

import org.jspecify.annotations.NullMarked;
