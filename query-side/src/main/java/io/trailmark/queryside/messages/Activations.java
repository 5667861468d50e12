package io.trailmark.queryside.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.bson.Document;

/**
 * Which playbook version was in force where in the log, in one document: an event finds the same
 * one whenever it is applied, at first, again or in a rebuild.
 */
final class Activations {
  private static final String VERSIONS = "versions";

  private Activations() {}

  static void add(Document activations, long position, int version) {
    List<Document> versions = new ArrayList<>(versions(activations));
    versions.add(new Document("from", position).append("version", version));
    activations.put(VERSIONS, versions);
  }

  /** The version in force at a position of the log; empty before the first. */
  static OptionalInt at(Document activations, long position) {
    return versions(activations).reversed().stream()
        .filter(v -> v.getLong("from") <= position)
        .mapToInt(v -> v.getInteger("version"))
        .findFirst();
  }

  private static List<Document> versions(Document activations) {
    return activations.getList(VERSIONS, Document.class, List.of());
  }
}
