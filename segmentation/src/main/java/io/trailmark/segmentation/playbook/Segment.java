package io.trailmark.segmentation.playbook;

import java.util.List;

/** A named rule with guidance on what to send to whoever matches, and what to avoid. */
public record Segment(String id, String name, List<String> send, List<String> avoid) {}
