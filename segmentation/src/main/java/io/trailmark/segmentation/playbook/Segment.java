package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Rule;
import java.util.List;

/**
 * A named rule with guidance.
 *
 * @param id unique in the playbook, {@code [a-z][a-z0-9-]*}
 * @param send what to send to whoever is in it, in words
 * @param avoid what never to send them
 */
public record Segment(String id, String name, Rule when, List<String> send, List<String> avoid) {
  public Segment {
    send = List.copyOf(send);
    avoid = List.copyOf(avoid);
  }
}
