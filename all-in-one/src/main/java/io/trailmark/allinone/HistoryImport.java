package io.trailmark.allinone;

import io.trailmark.allinone.ImportSource.BadLine;
import io.trailmark.allinone.ImportSource.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Sends history to a server as consecutive requests of one import, so that neither side holds all
 * of it and every rejected line comes back, and waits until all of it counts.
 */
final class HistoryImport {
  /** No more than the server names refused lines of, in one answer. */
  private static final int LINES = 1_000;

  private static final int CHARACTERS = 4 << 20;
  private static final long POLL_MILLIS = 200;

  private final ServerClient server;
  private final Consumer<BadLine> rejections;
  private final ProgressBar progress;
  private final List<Line> chunk = new ArrayList<>();
  private int characters;
  private String id = "";
  private long sent;
  private long accepted;
  private long duplicates;
  private long rejected;

  HistoryImport(ServerClient server, Consumer<BadLine> rejections, ProgressBar progress) {
    this.server = server;
    this.rejections = rejections;
    this.progress = progress;
  }

  void run(ImportSource source) {
    source.reportBadLines(this::reject);
    for (Line line = source.next(); line != null; line = source.next()) {
      chunk.add(line);
      characters += line.text().length();
      if (chunk.size() == LINES || characters >= CHARACTERS) {
        send(false);
        progress.show(source.progress(), sent, "activities");
      }
    }
    send(true);
    progress.done(sent, "activities");
    waitUntilItCounts();
  }

  private void send(boolean last) {
    String body = chunk.stream().map(Line::text).collect(Collectors.joining("\n"));
    JsonNode answer =
        server.post(
            "/v1/import?last=" + last + (id.isEmpty() ? "" : "&import=" + id),
            "application/x-ndjson",
            body);
    id = answer.path("id").asString();
    accepted += answer.path("accepted").asLong();
    duplicates += answer.path("duplicates").asLong();
    for (JsonNode refused : answer.path("rejected")) {
      Line line = chunk.get(refused.path("index").asInt());
      reject(new BadLine(line.number(), refused.path("problem").asString(), line.text()));
    }
    sent += chunk.size();
    chunk.clear();
    characters = 0;
  }

  private void reject(BadLine bad) {
    rejected++;
    rejections.accept(bad);
  }

  private void waitUntilItCounts() {
    String shown = "";
    JsonNode standing = server.get("/v1/imports/" + id);
    while (!standing.path("state").asString().equals("done")) {
      String state = standing.path("state").asString();
      if (!state.equals(shown)) {
        progress.phase(state + " …");
        shown = state;
      }
      pause();
      standing = server.get("/v1/imports/" + id);
    }
    long position = standing.path("position").asLong();
    Projections projections = new Projections(server);
    while (projections.behind(position)) {
      if (!shown.equals("projecting")) {
        shown = "projecting";
        progress.phase("projecting …");
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted");
    }
  }

  String summary() {
    return "%,d recorded, %,d known before, %,d rejected."
        .formatted(accepted, duplicates, rejected);
  }
}
