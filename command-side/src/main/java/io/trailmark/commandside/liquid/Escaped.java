package io.trailmark.commandside.liquid;

/** Text that is put as it is: it was escaped before. */
public record Escaped(String text) {}
