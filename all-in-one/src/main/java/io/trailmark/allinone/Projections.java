package io.trailmark.allinone;

import tools.jackson.databind.JsonNode;

/** How far a server's read models have come. */
final class Projections {
  private Projections() {}

  /**
   * Whether one of them has not yet seen the log up to a position. A server without a query side
   * has none to wait for.
   */
  static boolean behind(ServerClient server, long position) {
    return server
        .find("/api/projections")
        .map(answer -> answer.path("projections"))
        .map(
            projections -> {
              for (JsonNode projection : projections) {
                if (projection.path("position").asLong(-1) < position) {
                  return true;
                }
              }
              return false;
            })
        .orElse(false);
  }
}
