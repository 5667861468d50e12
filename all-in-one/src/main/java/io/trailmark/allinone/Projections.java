package io.trailmark.allinone;

import tools.jackson.databind.JsonNode;

/** How far a server's read models have come. */
final class Projections {
  /** A projection that fails is tried again; one that fails this often will not come right. */
  private static final int PATIENCE = 300;

  private final ServerClient server;
  private int failures;

  Projections(ServerClient server) {
    this.server = server;
  }

  /**
   * Whether one of them has not yet seen the log up to a position. A server without a query side
   * has none to wait for.
   *
   * @throws Refusal if one keeps failing
   */
  boolean behind(long position) {
    return server
        .find("/api/projections")
        .map(answer -> behind(answer.path("projections"), position))
        .orElse(false);
  }

  private boolean behind(JsonNode projections, long position) {
    boolean behind = false;
    for (JsonNode projection : projections) {
      behind |= projection.path("position").asLong(-1) < position;
      if (projection.path("status").asString("").equals("failing") && ++failures > PATIENCE) {
        throw new Refusal(
            "All is recorded, but the projection %s fails: %s"
                .formatted(
                    projection.path("name").asString(), projection.path("problem").asString("")));
      }
    }
    return behind;
  }
}
