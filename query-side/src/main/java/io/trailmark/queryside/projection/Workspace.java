package io.trailmark.queryside.projection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What one batch of events loads and changes. */
public final class Workspace {
  private final Map<String, Documents> collections = new LinkedHashMap<>();

  Workspace(Projection projection, Function<String, Documents> open) {
    projection.collections().forEach(name -> collections.put(name, open.apply(name)));
  }

  /**
   * The documents of one of the projection's collections.
   *
   * @throws IllegalArgumentException if the projection does not name it among its own
   */
  public Documents documents(String collection) {
    Documents documents = collections.get(collection);
    if (documents == null) {
      throw new IllegalArgumentException("no collection " + collection);
    }
    return documents;
  }

  /** Writes what changed, in the order that the projection asks for. */
  void write() {
    collections.values().forEach(Documents::write);
  }
}
