package io.trailmark.segmentation.review;

import org.jspecify.annotations.Nullable;

/** Another segment came to speak to the customer. */
public record PrimaryChange(
    @Nullable String from, @Nullable String to, int playbookVersion, long at, boolean quiet) {}
