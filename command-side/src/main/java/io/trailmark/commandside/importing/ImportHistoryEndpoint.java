package io.trailmark.commandside.importing;

import io.trailmark.commandside.access.WriteKeys;
import io.trailmark.commandside.recording.ActivityBatch;
import io.trailmark.commandside.recording.Refused;
import io.trailmark.commandside.recording.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Imports history: recorded, reviewed once for each customer when all is there, and nothing is sent
 * because of it.
 */
@RestController
class ImportHistoryEndpoint {
  private static final int CHUNK = 1_000;
  private static final int MOST_REFUSED = 1_000;
  private static final long CHUNK_BYTES = 5 << 20;
  private static final long CHUNK_NANOS = 2_000_000_000L;

  private final WriteKeys keys;
  private final Imports imports;
  private final ActivityBatch batch;

  ImportHistoryEndpoint(WriteKeys keys, Imports imports, ActivityBatch batch) {
    this.keys = keys;
    this.imports = imports;
    this.batch = batch;
  }

  /**
   * What a request recorded.
   *
   * @param id the import, for further requests and for its progress
   * @param rejected the first 1,000 refusals; {@code index} is the line's number in this request,
   *     from 0
   */
  record Answer(
      long id,
      long accepted,
      long duplicates,
      long rejectedCount,
      List<Refused> rejected,
      Set<String> undeclared) {}

  /**
   * NDJSON of any length, one activity a line. In the query, {@code import=ID} goes on with that
   * import instead of starting one, and {@code last=false} says that more requests will follow for
   * it; one that nobody feeds for a minute is closed.
   */
  @PostMapping({"/v1/import", "/v1/import/"})
  Answer record(HttpServletRequest request) throws IOException {
    String source = keys.source(request);
    ImportQuery query = ImportQuery.of(request);
    long open = query.id() == null ? imports.start(source) : goingOn(query.id(), source);
    Lines lines = new Lines(source, open);
    try {
      lines.read(request);
    } finally {
      if (query.last()) {
        imports.close(open);
      }
    }
    return lines.answer();
  }

  private long goingOn(long id, String source) {
    if (!imports.feed(id, source)) {
      throw new ResponseStatusException(
          HttpStatus.CONFLICT, "import " + id + " does not exist or is closed: start a new one");
    }
    return id;
  }

  /** How far an import has come: recording, reviewing, surveying, settling, done. */
  record Progress(long id, String state, long position) {}

  @GetMapping("/v1/imports/{id}")
  Progress progress(HttpServletRequest request, @PathVariable long id) {
    return imports
        .find(id, keys.source(request))
        .map(i -> new Progress(i.id(), i.state().name().toLowerCase(Locale.ROOT), i.position()))
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "there is no import " + id));
  }

  private final class Lines {
    private final String source;
    private final long id;
    private final List<ByteBuffer> chunk = new ArrayList<>(CHUNK);
    private long chunkBytes;
    private long chunkSince = System.nanoTime();
    private final List<Refused> refused = new ArrayList<>();
    private final Set<String> undeclared = new TreeSet<>();
    private int read;
    private long accepted;
    private long duplicates;
    private long refusedCount;

    Lines(String source, long id) {
      this.source = source;
      this.id = id;
    }

    void read(HttpServletRequest request) throws IOException {
      try (ByteLines lines =
          new ByteLines(RequestBody.stream(request), ActivityBatch.LARGEST_ACTIVITY)) {
        for (byte[] bytes = lines.next(); bytes != null; bytes = lines.next()) {
          ByteBuffer line = trimmed(bytes);
          chunk.add(line);
          chunkBytes += line.remaining();
          if (isFull()) {
            record();
          }
        }
        record();
      } catch (java.util.zip.ZipException | java.io.EOFException e) {
        throw new ResponseStatusException(
            HttpStatus.BAD_REQUEST,
            "the gzip body is broken after line " + read + ": what came before it is recorded");
      }
    }

    /** Empty if it is blank. */
    private static ByteBuffer trimmed(byte[] bytes) {
      int from = 0;
      int to = bytes.length;
      while (from < to && bytes[from] >= 0 && bytes[from] <= ' ') {
        from++;
      }
      while (to > from && bytes[to - 1] >= 0 && bytes[to - 1] <= ' ') {
        to--;
      }
      return ByteBuffer.wrap(bytes, from, to - from);
    }

    /** A slow sender's lines do not wait for a thousand of them. */
    private boolean isFull() {
      return chunk.size() == CHUNK
          || chunkBytes > CHUNK_BYTES
          || System.nanoTime() - chunkSince > CHUNK_NANOS;
    }

    private void record() {
      if (chunk.isEmpty()) {
        return;
      }
      ActivityBatch.Answer answer = batch.recordLines(source, chunk, read, id);
      read += chunk.size();
      chunk.clear();
      chunkBytes = 0;
      chunkSince = System.nanoTime();
      accepted += answer.accepted();
      duplicates += answer.duplicates();
      refusedCount += answer.rejected().size();
      undeclared.addAll(answer.undeclared());
      answer.rejected().stream()
          .limit(Math.max(0, MOST_REFUSED - refused.size()))
          .forEach(refused::add);
    }

    Answer answer() {
      return new Answer(id, accepted, duplicates, refusedCount, refused, undeclared);
    }
  }
}
