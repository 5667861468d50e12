package io.trailmark.commandside.recording;

import org.jspecify.annotations.Nullable;

/**
 * One activity that is not recorded.
 *
 * @param index position in the request, from 0
 * @param messageId as sent, null if there is none
 * @param problem names the field and what would be right
 */
public record Refused(int index, @Nullable String messageId, String problem) {}
