package io.trailmark.allinone;

import io.trailmark.allinone.ImportSource.BadLine;
import io.trailmark.allinone.ImportSource.Line;
import io.trailmark.allinone.ServerClient.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
  private static final int CONFLICT = 409;
  private static final String TYPE = "application/x-ndjson";

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
  private final Set<String> undeclared = new TreeSet<>();

  HistoryImport(ServerClient server, Consumer<BadLine> rejections, ProgressBar progress) {
    this.server = server;
    this.rejections = rejections;
    this.progress = progress;
  }

  void run(ImportSource source) {
    server.tellWaits(progress::phase);
    try {
      importAll(source);
    } finally {
      // Whoever goes on with the server shows no progress of this.
      server.tellWaits(text -> {});
    }
  }

  private void importAll(ImportSource source) {
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
    JsonNode answer = post(body, last);
    id = answer.path("id").asString();
    tellIfItGoesOn(answer.path("accepted").asLong());
    accepted += answer.path("accepted").asLong();
    duplicates += answer.path("duplicates").asLong();
    answer.path("undeclared").forEach(kind -> undeclared.add(kind.asString()));
    for (JsonNode refused : answer.path("rejected")) {
      Line line = chunk.get(refused.path("index").asInt());
      reject(new BadLine(line.number(), refused.path("problem").asString(), line.text()));
    }
    sent += chunk.size();
    chunk.clear();
    characters = 0;
  }

  private JsonNode post(String body, boolean last) {
    try {
      return server.post(path(last), TYPE, body);
    } catch (Answered e) {
      if (e.status() != CONFLICT || id.isEmpty()) {
        throw e;
      }
      // The import was closed: nothing came for a minute, or the answer to its end was lost.
      id = "";
      return server.post(path(last), TYPE, body);
    }
  }

  private String path(boolean last) {
    return "/v1/import?last=" + last + (id.isEmpty() ? "" : "&import=" + id);
  }

  /** Where an earlier import of the same broke off. */
  private void tellIfItGoesOn(long news) {
    if (news > 0 && accepted == 0 && duplicates > 0 && duplicates + rejected >= sent) {
      progress.phase(
          "%,d activities were there already; going on at line %,d."
              .formatted(duplicates, chunk.getFirst().number()));
    }
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

  /** What a user should know of it beside the figures. */
  List<String> notes() {
    return undeclared.isEmpty()
        ? List.of()
        : List.of(
            "Recorded without properties, for the setting trailmark.kinds names none: "
                + String.join(", ", undeclared)
                + ".");
  }

  String summary() {
    return "%,d recorded, %,d known before, %,d rejected."
        .formatted(accepted, duplicates, rejected);
  }
}
