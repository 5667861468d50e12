package io.trailmark.eventstore.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The end of a backup is the SHA-256 of all that comes before it. A backup is a zip file, and its
 * end is the comment: any program that reads zip files reads it, and no byte of it can change
 * unnoticed.
 */
final class Seal {
  private static final int LENGTH = 64;

  /** What the comment is until what comes before it is known. */
  static final String PLACEHOLDER = "-".repeat(LENGTH);

  private Seal() {}

  /** Writes the seal in the place of the last characters that it is given. */
  static final class Output extends FilterOutputStream {
    private final MessageDigest digest;
    private byte[] held = new byte[0];

    private Output(OutputStream out, MessageDigest digest) {
      super(new DigestOutputStream(out, digest));
      this.digest = digest;
    }

    static Output to(OutputStream out) {
      return new Output(out, sha256());
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    /** Holds back what may be the placeholder. */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      byte[] all = Arrays.copyOf(held, held.length + length);
      System.arraycopy(bytes, offset, all, held.length, length);
      int sure = Math.max(0, all.length - LENGTH);
      out.write(all, 0, sure);
      held = Arrays.copyOfRange(all, sure, all.length);
    }

    @Override
    public void close() throws IOException {
      held = HexFormat.of().formatHex(digest.digest()).getBytes(US_ASCII);
      out.write(held);
      out.close();
    }
  }

  /** Whether a file is as it was written, to the last byte. */
  static boolean holds(Path file) throws IOException {
    MessageDigest digest = sha256();
    long before = Files.size(file) - LENGTH;
    if (before < 0) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file);
        InputStream digested = new DigestInputStream(in, digest)) {
      skip(digested, before);
      String seal = new String(in.readNBytes(LENGTH), US_ASCII);
      return seal.equals(HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static void skip(InputStream in, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (long left = bytes; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      left -= read;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
