package io.trailmark.commandside.template;

import org.jspecify.annotations.Nullable;

/** What a message says. For sms and push only subject (may be empty) and text. */
public record Composed(String subject, String text, @Nullable String html) {}
