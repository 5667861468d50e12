package io.trailmark.allinone;

import io.trailmark.allinone.Credentials.Access;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.eventstore.PostgresBusinessClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/** Both sides and their databases, running on one data folder in this JVM. */
final class AllInOne implements AutoCloseable {
  /**
   * What the server is started with.
   *
   * @param address where to listen
   * @param port 0 for any that is free
   * @param playbook a checked file; null leaves the active one, or the standard one on a fresh
   *     folder
   * @param now where business time starts; null lets it go on
   * @param speed business time per machine time, null as it was
   */
  record Settings(
      InetAddress address,
      int port,
      @Nullable Path playbook,
      @Nullable Instant now,
      @Nullable Double speed) {}

  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final DataFolder folder;
  private final Credentials credentials;
  private boolean closed;

  private AllInOne(DataFolder folder, Credentials credentials) {
    this.folder = folder;
    this.credentials = credentials;
    running.push(folder);
  }

  /** A running server. */
  record Server(Access access, boolean keyIsNew, PostgresBusinessClock clock) {}

  /**
   * Starts everything; the folder is closed with it, also when the start fails.
   *
   * @throws Refusal saying what stands in the way
   */
  static Server start(DataFolder folder, Settings settings, PrintWriter err) {
    AllInOne parts = new AllInOne(folder, Credentials.ofUser());
    try {
      // A SIGTERM while starting must not leave PostgreSQL behind.
      Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "shutdown"));
      return parts.start(settings, err);
    } catch (RuntimeException e) {
      parts.close();
      throw StartFailure.explained(e, parts.log());
    }
  }

  private Server start(Settings settings, PrintWriter err) {
    refuseTakenPort(settings.address, settings.port);
    // Until Spring sets logging up, the libraries would talk on the console.
    LoggingSystem.get(getClass().getClassLoader()).beforeInitialize();
    PostgresServer postgres = started(PostgresServer.start(folder.root()));
    MongoStore mongo = started(MongoStore.start(folder.root(), err));
    Optional<String> known = credentials.keyOf(folder.id());
    String key = known.orElseGet(Secret::random);
    String token = Secret.random();
    ConfigurableApplicationContext context =
        application().run(arguments(settings, postgres, mongo, key, token));
    started(context::close);
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    Access access = new Access(url(settings.address, port), key, token);
    credentials.remember(folder.id(), access);
    return new Server(
        access, known.isEmpty(), (PostgresBusinessClock) context.getBean(BusinessClock.class));
  }

  private static String url(InetAddress address, String port) {
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private Path log() {
    return folder.root().resolve("trailmark.log");
  }

  /** Remembers what to stop; what comes up while we are stopping already is stopped at once. */
  private synchronized <T extends AutoCloseable> T started(T part) {
    running.push(part);
    if (closed) {
      close();
      throw new Refusal("Stopped while starting.");
    }
    return part;
  }

  static void refuseTakenPort(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      socket.setReuseAddress(true);
    } catch (IOException e) {
      throw StartFailure.portTaken(port);
    }
  }

  private static SpringApplication application() {
    return new SpringApplicationBuilder(BothSides.class)
        .bannerMode(Banner.Mode.OFF)
        .logStartupInfo(false)
        .registerShutdownHook(false)
        .build();
  }

  private String[] arguments(
      Settings settings, PostgresServer postgres, MongoStore mongo, String key, String token) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--spring.config.name=all-in-one");
    // Arguments come before the environment: SERVER_ADDRESS would open the server to everybody.
    arguments.add("--server.address=" + settings.address.getHostAddress());
    arguments.add("--server.port=" + settings.port);
    arguments.add("--spring.datasource.url=" + postgres.jdbcUrl());
    arguments.add("--spring.datasource.username=" + PostgresServer.USER);
    arguments.add("--spring.datasource.password=" + postgres.password());
    arguments.add("--spring.mongodb.uri=" + mongo.uri());
    arguments.add("--trailmark.write-key=" + key);
    arguments.add("--trailmark.own-token=" + token);
    arguments.add("--logging.file.name=" + log());
    if (settings.playbook != null) {
      arguments.add("--trailmark.playbook=" + settings.playbook.toAbsolutePath());
    }
    if (settings.now != null) {
      arguments.add("--trailmark.clock.now=" + settings.now);
    }
    if (settings.speed != null) {
      arguments.add("--trailmark.clock.speed=" + settings.speed);
    }
    return arguments.toArray(String[]::new);
  }

  /**
   * Stops in the reverse order of starting; idempotent. What does not stop keeps nothing else up.
   */
  @Override
  public synchronized void close() {
    closed = true;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        System.err.println("While stopping: " + e);
      }
    }
  }
}
