package io.trailmark.allinone;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;

/** Prints how many customers are in each segment. */
final class SegmentSizes {
  private SegmentSizes() {}

  static void print(ServerClient server, PrintWriter out) {
    JsonNode segments = server.get("/api/segments");
    out.printf("%n%-18s %8s %8s%n", "segment", "in it", "primary");
    for (JsonNode segment : segments.path("segments")) {
      out.printf(
          "%-18s %,8d %,8d%n",
          segment.path("id").asString(),
          segment.path("size").asLong(),
          segment.path("primarySize").asLong());
    }
    out.flush();
  }
}
