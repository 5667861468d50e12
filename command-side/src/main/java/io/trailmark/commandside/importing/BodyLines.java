package io.trailmark.commandside.importing;

import io.trailmark.commandside.recording.ActivityBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a body as bytes. One that is longer than any activity can be is cut a byte after
 * that, so that it is refused as too long and takes no more memory.
 */
final class BodyLines implements AutoCloseable {
  private static final int MOST = ActivityBatch.LARGEST_ACTIVITY + 1;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  BodyLines(InputStream in) {
    this.in = in;
  }

  /** The next line without its end, empty if it is blank; null after the last. */
  @Nullable ByteBuffer next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    for (boolean some = false; ; some = true) {
      if (position == limit && !fill()) {
        return some ? trimmed(line) : null;
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, position, Math.min(end - position, MOST - line.size()));
      position = end;
      if (end < limit) {
        position++;
        return trimmed(line);
      }
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  private static ByteBuffer trimmed(ByteArrayOutputStream line) {
    byte[] bytes = line.toByteArray();
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

  @Override
  public void close() throws IOException {
    in.close();
  }
}
