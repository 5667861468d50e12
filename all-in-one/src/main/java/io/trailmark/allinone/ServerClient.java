package io.trailmark.allinone;

import io.trailmark.allinone.Credentials.Access;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server as its clients see it: over HTTP. */
final class ServerClient {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The server answered that it will not. */
  static final class Answered extends Refusal {
    private final int status;

    Answered(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final Patience patience = new Patience();
  private final Access access;
  private final Supplier<String> token;

  ServerClient(Access access) {
    this(access, access.token());
  }

  /**
   * @param token null for the one that is kept: a server that is started again has another
   */
  private ServerClient(Access access, @Nullable String token) {
    this.access = access;
    this.token = token == null ? () -> known(access.url()).token() : () -> token;
  }

  /**
   * The server that is meant: as named, else the one started last.
   *
   * @param key null for the one that is known
   * @param token null for the one that is known, if any
   * @throws Refusal if no server is known, or no key for it
   */
  static ServerClient of(@Nullable String url, @Nullable String key, @Nullable String token) {
    Access access = named(url, key);
    if (access.key().isEmpty()) {
      throw new Refusal("No write key is known for " + access.url() + ": give it by --key.");
    }
    return new ServerClient(access, token);
  }

  /**
   * The same, for what needs no key.
   *
   * @throws Refusal if no server is known
   */
  static ServerClient forReading(@Nullable String url, @Nullable String token) {
    return new ServerClient(named(url, null), token);
  }

  /** The server started last, if something answers there. */
  static Optional<ServerClient> running(@Nullable String token) {
    return lastStarted()
        .map(access -> new ServerClient(access, token))
        .filter(ServerClient::answers);
  }

  private static Access named(@Nullable String url, @Nullable String key) {
    if (url != null) {
      return shown(known(url.replaceFirst("/+$", "")), key);
    }
    return lastStarted()
        .map(access -> shown(access, key))
        .orElseThrow(
            () ->
                new Refusal("No server is known: start one with serve, or name one by --server."));
  }

  private static Optional<Access> lastStarted() {
    return Credentials.ofUser().current().filter(access -> !access.url().isEmpty());
  }

  private static Access known(String url) {
    return lastStarted()
        .filter(access -> Credentials.isSame(access.url(), url))
        .or(() -> Credentials.ofUser().at(url))
        .map(access -> new Access(url, access.key(), access.token()))
        .orElse(new Access(url, "", ""));
  }

  private static Access shown(Access known, @Nullable String key) {
    return new Access(known.url(), key == null ? known.key() : key, known.token());
  }

  private boolean answers() {
    try {
      HttpRequest request = request("/api/playbooks").timeout(Duration.ofSeconds(5)).GET().build();
      return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  JsonNode get(String path) {
    return answer(request(path).GET().build());
  }

  /** Empty if there is nothing at this path. */
  Optional<JsonNode> find(String path) {
    HttpResponse<String> response = send(request(path).GET().build());
    return response.statusCode() == 404 ? Optional.empty() : Optional.of(json(response));
  }

  JsonNode post(String path, String type, String body) {
    return answer(request(path).header("Content-Type", type).POST(utf8(body)).build());
  }

  void put(String path, String body) {
    HttpResponse<String> response =
        send(request(path).header("Content-Type", "application/json").PUT(utf8(body)).build());
    if (response.statusCode() / 100 != 2) {
      throw refused(response);
    }
  }

  void delete(String path) {
    HttpResponse<String> response = send(request(path).DELETE().build());
    if (response.statusCode() / 100 != 2) {
      throw refused(response);
    }
  }

  /** Writes what is at a path into a file, whole or not at all. */
  void download(String path, Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      HttpResponse<Path> response =
          http.send(request(path).GET().build(), BodyHandlers.ofFile(part));
      if (response.statusCode() != 200) {
        throw new Refusal("%s answered %d".formatted(response.uri(), response.statusCode()));
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Refusal("%s could not be fetched: %s".formatted(access.url() + path, why(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted", e);
    } finally {
      remove(part);
    }
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // It says by its name what it is.
    }
  }

  private static BodyPublisher utf8(String body) {
    return BodyPublishers.ofString(body, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(access.url() + path)).timeout(Duration.ofMinutes(10));
      String shown = path.startsWith("/v1/") ? basic(access.key()) : bearer(token.get());
      return shown.isEmpty() ? request : request.header("Authorization", shown);
    } catch (IllegalArgumentException e) {
      throw new Refusal(access.url() + " is not the address of a server.", e);
    }
  }

  private static String basic(String key) {
    return "Basic "
        + Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
  }

  private static String bearer(String token) {
    return token.isEmpty() ? "" : "Bearer " + token;
  }

  private JsonNode answer(HttpRequest request) {
    return json(send(request));
  }

  private JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw refused(response);
    }
    try {
      return JSON.readTree(response.body());
    } catch (JacksonException e) {
      throw new Refusal("What answers at " + response.uri() + " is no Trailmark.", e);
    }
  }

  /** Says where to tell that the server is busy or away, and waited for. */
  void tellWaits(Consumer<String> to) {
    patience.tell(to);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return patience.send(
          () -> http.send(request, BodyHandlers.ofString()), isRepeatable(request));
    } catch (IOException e) {
      throw new Refusal("No server answers at " + access.url() + ": " + why(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted", e);
    }
  }

  /** What is recorded by message id has one effect; a second backtest would be another. */
  private static boolean isRepeatable(HttpRequest request) {
    return !request.method().equals("POST") || request.uri().getPath().startsWith("/v1/");
  }

  /** Java says of most failures but the name of their class. */
  private static String why(IOException e) {
    return switch (e) {
      case HttpTimeoutException timeout -> "it took too long.";
      case ConnectException c when isUnresolved(c) -> "there is no host of that name.";
      case ConnectException c -> "nothing listens there.";
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static boolean isUnresolved(Throwable e) {
    Throwable cause = e.getCause();
    return e instanceof UnresolvedAddressException || cause != null && isUnresolved(cause);
  }

  /** Problem details say it best. */
  private Refusal refused(HttpResponse<String> response) {
    String why = response.body();
    try {
      JsonNode problem = JSON.readTree(why);
      why = problem.path("detail").asString(problem.path("title").asString(why));
    } catch (JacksonException e) {
      // Not from us: as it came.
    }
    return new Answered(
        response.statusCode(),
        "%s answered %d: %s".formatted(response.uri(), response.statusCode(), why.strip()));
  }
}
