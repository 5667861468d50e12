package io.trailmark.commandside.importing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines as bytes. One that is too long is cut a byte after what is too long, so that it can be told
 * and takes no more memory.
 */
public final class ByteLines implements AutoCloseable {
  private final InputStream in;
  private final int most;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  /**
   * @param most bytes of a line
   */
  public ByteLines(InputStream in, int most) {
    this.in = in;
    this.most = most;
  }

  /** The next line without its end; null after the last. */
  public byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    for (boolean some = false; ; some = true) {
      if (position == limit && !fill()) {
        return some ? line.toByteArray() : null;
      }
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, position, Math.min(end - position, most + 1 - line.size()));
      position = end;
      if (end < limit) {
        position++;
        return line.toByteArray();
      }
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
