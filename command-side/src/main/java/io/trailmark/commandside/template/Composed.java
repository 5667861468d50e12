package io.trailmark.commandside.template;

import org.jspecify.annotations.Nullable;

/**
 * What a message says.
 *
 * @param subject one line; of SMS and push it may be empty
 * @param text readable without the HTML
 * @param html null: SMS and push have none
 */
public record Composed(String subject, String text, @Nullable String html) {}
