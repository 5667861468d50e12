package io.trailmark.samples;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of one key together, wherever they are in a file, and holds only a part of them
 * at a time: the others wait in temporary files, all of one key in the same.
 */
final class Buckets implements AutoCloseable {
  private static final int COUNT = 64;

  private final List<Bucket> buckets = new ArrayList<>(COUNT);
  private Map<String, Integer> columns = Map.of();
  private int taken;

  Buckets() throws IOException {
    for (int i = 0; i < COUNT; i++) {
      buckets.add(new Bucket());
    }
  }

  void add(String key, Row row) {
    columns = row.columns();
    try {
      buckets.get(Math.floorMod(key.hashCode(), COUNT)).write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows of some keys, all there are of each, in order of the file; null at the end. */
  @Nullable List<Row> next() {
    try {
      return taken == COUNT ? null : buckets.get(taken++).read(columns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How much was given back: 0 to 1. */
  double progress() {
    return (double) taken / COUNT;
  }

  @Override
  public void close() throws IOException {
    for (Bucket bucket : buckets) {
      bucket.channel.close();
    }
  }

  /** A file that is gone with this process, however it ends. */
  private static final class Bucket {
    private final SeekableByteChannel channel;
    private final DataOutputStream out;
    private long rows;

    Bucket() throws IOException {
      Path file = Files.createTempFile("trailmark", ".rows");
      channel =
          Files.newByteChannel(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      out =
          new DataOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 14));
    }

    void write(Row row) throws IOException {
      out.writeLong(row.line());
      out.writeInt(row.fields().size());
      for (String field : row.fields()) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
      rows++;
    }

    List<Row> read(Map<String, Integer> columns) throws IOException {
      out.flush();
      channel.position(0);
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
      List<Row> read = new ArrayList<>();
      for (long i = 0; i < rows; i++) {
        long line = in.readLong();
        int fields = in.readInt();
        List<String> texts = new ArrayList<>(fields);
        for (int f = 0; f < fields; f++) {
          texts.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
        }
        read.add(new Row(line, texts, columns));
      }
      channel.truncate(0);
      return read;
    }
  }
}
