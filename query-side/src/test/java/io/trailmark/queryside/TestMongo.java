package io.trailmark.queryside;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * A MongoDB for tests: a container where Docker works, else the server that {@code
 * TEST_MONGODB_URI} names (without a database in it), else the embedded one. Prints which.
 */
public final class TestMongo {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final String SERVER = start();

  private TestMongo() {}

  /** URI of a new, empty database. */
  public static String freshDatabase() {
    String name = "t" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
    return SERVER.replaceFirst("(mongodb(?:\\+srv)?://[^/?]+)/?", "$1/" + name);
  }

  private static String start() {
    if (dockerMayBeThere() && DockerClientFactory.instance().isDockerAvailable()) {
      MongoDBContainer container = new MongoDBContainer("mongo:8");
      container.start();
      System.out.println("MongoDB of the tests: container " + container.getConnectionString());
      return container.getConnectionString();
    }
    String given = System.getenv("TEST_MONGODB_URI");
    if (given != null) {
      System.out.println("MongoDB of the tests: TEST_MONGODB_URI");
      return given;
    }
    try {
      Path file = Files.createTempDirectory("trailmark-mongo").resolve("test.mv");
      MongoServer server = new MongoServer(new H2Backend(file.toString()));
      int port = server.bind().getPort();
      Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
      System.out.println("MongoDB of the tests: embedded, port " + port);
      return "mongodb://127.0.0.1:" + port;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Asking Docker where there is none takes a second and prints errors. */
  private static boolean dockerMayBeThere() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }
}
