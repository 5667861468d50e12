package io.trailmark.allinone;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** An embedded MongoDB on the data folder, on a free loopback port. */
final class MongoStore implements AutoCloseable {
  private static final int CACHE_MEGABYTES = 512;

  private final MongoServer server;
  private final SteadyBackend backend;
  private final int port;

  private MongoStore(MongoServer server, SteadyBackend backend, int port) {
    this.server = server;
    this.backend = backend;
    this.port = port;
  }

  /**
   * Starts on {@code <folder>/mongo}. Read models can be rebuilt from the events: a file that
   * cannot be read is put aside, and that is said, instead of failing.
   */
  static MongoStore start(Path folder, PrintWriter err) {
    Path file = folder.resolve("mongo").resolve("documents.mv");
    try {
      Files.createDirectories(file.getParent());
      SteadyBackend backend = openOrPutAside(file, err);
      MongoServer server = new MongoServer(backend);
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      return new MongoStore(server, backend, server.getLocalAddress().getPort());
    } catch (IOException e) {
      throw new Refusal("The read models in " + file + " cannot be used: " + e, e);
    }
  }

  private static SteadyBackend openOrPutAside(Path file, PrintWriter err) throws IOException {
    try {
      return open(file);
    } catch (MVStoreException | IllegalStateException | IllegalArgumentException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
      err.println(
          "The read models could not be read ("
              + e.getMessage()
              + "). They are rebuilt from the recorded events; the old file is kept as "
              + aside);
      err.flush();
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      return open(file);
    }
  }

  private static SteadyBackend open(Path file) {
    MVStore store =
        new MVStore.Builder()
            .fileName(file.toString())
            .cacheSize(CACHE_MEGABYTES)
            .autoCommitDisabled()
            .autoCommitBufferSize(0)
            .open();
    try {
      store.setRetentionTime(0);
      store.setVersionsToKeep(0);
      return new SteadyBackend(store);
    } catch (RuntimeException e) {
      store.closeImmediately();
      throw e;
    }
  }

  String uri() {
    return "mongodb://127.0.0.1:" + port + "/trailmark";
  }

  /** Whether all that was written is on the disk, where a crash leaves it. */
  boolean isSaved() {
    return backend.isSaved();
  }

  @Override
  public void close() {
    server.shutdownNow();
    backend.close();
  }
}
