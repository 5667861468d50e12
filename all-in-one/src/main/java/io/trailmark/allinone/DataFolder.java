package io.trailmark.allinone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that everything of one installation lives in. A marker file says that it is ours, and
 * a lock keeps a second JVM out of it.
 */
final class DataFolder implements AutoCloseable {
  /** What a folder was made for. */
  enum Purpose {
    SERVE,
    DEMO,
    /** A demo or a restore began to empty it: nothing of what is left counts. */
    EMPTYING,
    /** A restore fills it, or was interrupted: nothing starts on it. */
    RESTORING
  }

  private static final String MARKER = "trailmark.properties";
  private static final String PART = MARKER + ".part";
  private static final String LOCK = "trailmark.lock";

  private final Path root;
  private final String id;
  private final FileChannel lock;

  private DataFolder(Path root, String id, FileChannel lock) {
    this.root = root;
    this.id = id;
    this.lock = lock;
  }

  /** Opens what {@code serve} works on, made if there is nothing. */
  static DataFolder open(Path root) {
    return open(root, null);
  }

  /** Opens an empty folder for the demo: one that an earlier demo left is emptied. */
  static DataFolder openFreshForDemo(Path root) {
    return open(root, Purpose.DEMO);
  }

  /** Opens an empty folder for a restore, or one that an interrupted restore left. */
  static DataFolder openForRestore(Path root) {
    return open(root, Purpose.RESTORING);
  }

  /**
   * Opens what {@code serve} worked on, or a demo.
   *
   * @return empty: a server runs on it
   */
  static Optional<DataFolder> openStopped(Path given) {
    Path root = given.toAbsolutePath().normalize();
    try {
      Purpose found = purpose(root);
      if (found == null || found == Purpose.EMPTYING) {
        throw new Refusal("There is no data in " + root + ".");
      }
      refuse(root, found, null);
      return tryLock(root).map(lock -> new DataFolder(root, "", lock));
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  private static void refuse(Path root, @Nullable Purpose found, @Nullable Purpose fresh) {
    if (found == Purpose.RESTORING && fresh != Purpose.RESTORING) {
      throw new Refusal(
          "A restore into " + root + " was not finished: run it again, or delete the folder.");
    }
    if (fresh == Purpose.DEMO && found == Purpose.SERVE) {
      throw new Refusal(root + " holds data that no demo made: name an empty folder with --data.");
    }
    if (fresh == Purpose.RESTORING && (found == Purpose.SERVE || found == Purpose.DEMO)) {
      throw new Refusal(root + " holds data: restore into a folder that is not there yet.");
    }
  }

  private static Refusal unusable(Path root, IOException e) {
    return new Refusal("The data folder " + root + " cannot be used: " + e, e);
  }

  private static DataFolder open(Path given, @Nullable Purpose fresh) {
    Path root = given.toAbsolutePath().normalize();
    try {
      refuse(root, purpose(root), fresh);
      Files.createDirectories(root);
      ownerOnly(root, "rwx------");
      FileChannel lock = lock(root);
      try {
        // Once more: what another Trailmark did meanwhile must not be emptied.
        Purpose now = purpose(root);
        refuse(root, now, fresh);
        return opened(root, lock, now, fresh);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  private static DataFolder opened(
      Path root, FileChannel lock, @Nullable Purpose found, @Nullable Purpose fresh)
      throws IOException {
    String id = found == null ? UUID.randomUUID().toString() : marker(root).getProperty("id", "");
    boolean goesOn = found != null && found != Purpose.EMPTYING && fresh == null;
    if (!goesOn) {
      mark(root, id, Purpose.EMPTYING);
      // A server that a killed demo left behind must not outlive its files.
      LeftoverPostgres.end(root.resolve("postgres"));
      empty(root);
      mark(root, id, fresh == null ? Purpose.SERVE : fresh);
    }
    return new DataFolder(root, id, lock);
  }

  /**
   * What the folder was made for, or null if there is nothing in it.
   *
   * @throws Refusal if it holds something else
   */
  private static @Nullable Purpose purpose(Path root) throws IOException {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new Refusal(root + " is not a folder.");
    }
    if (!Files.exists(root) || isEmpty(root)) {
      return null;
    }
    if (!Files.exists(root.resolve(MARKER))) {
      throw new Refusal(root + " is not a data folder of Trailmark, and not empty.");
    }
    String text = marker(root).getProperty("purpose", "serve");
    return Purpose.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static boolean isEmpty(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .map(file -> file.getFileName().toString())
          .allMatch(Set.of(LOCK, PART)::contains);
    }
  }

  private static Properties marker(Path root) throws IOException {
    Properties marker = new Properties();
    try (var in = Files.newBufferedReader(root.resolve(MARKER))) {
      marker.load(in);
    }
    return marker;
  }

  private static void mark(Path root, String id, Purpose purpose) throws IOException {
    Properties marker = new Properties();
    marker.setProperty("id", id);
    marker.setProperty("purpose", purpose.name().toLowerCase(Locale.ROOT));
    Path part = root.resolve(PART);
    try (Writer out = Files.newBufferedWriter(part)) {
      marker.store(out, "A data folder of Trailmark");
    }
    Files.move(part, root.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileChannel lock(Path root) throws IOException {
    return tryLock(root)
        .orElseThrow(
            () -> new Refusal("The data folder " + root + " is in use by another Trailmark."));
  }

  private static Optional<FileChannel> tryLock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this JVM: the same answer.
    }
    channel.close();
    return Optional.empty();
  }

  /** The marker stays: whoever is killed on the way leaves a folder that is still known as ours. */
  static void empty(Path root) throws IOException {
    Set<Path> kept = Set.of(root, root.resolve(LOCK), root.resolve(MARKER));
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.sorted(Comparator.reverseOrder()).filter(file -> !kept.contains(file)).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Takes the folder's part away with all that is in it. */
  static void delete(Path part) throws IOException {
    if (Files.exists(part)) {
      empty(part);
      Files.delete(part);
    }
  }

  static void ownerOnly(Path path, String permissions) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(
          path, java.nio.file.attribute.PosixFilePermissions.fromString(permissions));
    }
  }

  /** What was restored is whole: {@code serve} may start on it. */
  void restored() {
    try {
      mark(root, id, Purpose.SERVE);
    } catch (IOException e) {
      throw unusable(root, e);
    }
  }

  Path root() {
    return root;
  }

  /** Random; stays with the folder when it is moved. */
  String id() {
    return id;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
