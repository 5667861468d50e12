package io.trailmark.allinone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where servers of this user answer, their write keys and tokens: one file a data folder under
 * {@code ~/.trailmark} (or {@code $TRAILMARK_HOME}), readable by the user alone. {@code current}
 * names the one started last.
 */
final class Credentials {
  /**
   * How to reach a server.
   *
   * @param key may be empty: not known
   * @param token may be empty: not known
   */
  record Access(String url, String key, String token) {
    /** Of a server whose token is not known. */
    Access(String url, String key) {
      this(url, key, "");
    }
  }

  private static final String SUFFIX = ".properties";
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)^(?<scheme>https?://)(?:localhost|127\\.0\\.0\\.1|\\[::1])(?=[:/]|$)");

  private final Path home;

  Credentials(Path home) {
    this.home = home;
  }

  static Credentials ofUser() {
    String home = System.getenv("TRAILMARK_HOME");
    return new Credentials(
        home == null || home.isBlank()
            ? Path.of(System.getProperty("user.home"), ".trailmark")
            : Path.of(home));
  }

  /** The key of a data folder, if this user's home knows it. */
  Optional<String> keyOf(String folderId) {
    return load(folderId + SUFFIX).map(Access::key).filter(key -> !key.isEmpty());
  }

  /**
   * Remembers how to reach the server on a data folder, as the one started last. Whoever answered
   * at its address before does no longer, and keeps its key for when its folder is served again.
   */
  void remember(String folderId, Access access) {
    try {
      Files.createDirectories(home);
      DataFolder.ownerOnly(home, "rwx------");
      for (String name : names()) {
        Optional<Access> before = load(name).filter(old -> isSame(old.url, access.url));
        if (before.isPresent()) {
          store(name, new Access("", before.get().key));
        }
      }
      store(folderId + SUFFIX, access);
      Properties current = new Properties();
      current.setProperty("folder", folderId);
      store("current", current);
    } catch (IOException e) {
      throw new Refusal("Address and key cannot be kept in " + home + ": " + e, e);
    }
  }

  void forget(String folderId) {
    try {
      Files.deleteIfExists(home.resolve(folderId + SUFFIX));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server started last. */
  Optional<Access> current() {
    return properties("current")
        .map(current -> current.getProperty("folder", ""))
        .flatMap(folder -> load(folder + SUFFIX));
  }

  /** The server that answers at an address, or did so last. */
  Optional<Access> at(String url) {
    try {
      return names().stream()
          .flatMap(name -> load(name).stream())
          .filter(access -> isSame(access.url, url))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .toList();
    }
  }

  /** Whether two addresses are of one server: loopback has several names. */
  static boolean isSame(String one, String other) {
    return oneLoopback(one).equals(oneLoopback(other));
  }

  private static String oneLoopback(String url) {
    return LOOPBACK.matcher(url).replaceFirst("${scheme}127.0.0.1");
  }

  private Optional<Access> load(String name) {
    return properties(name)
        .map(
            text ->
                new Access(
                    text.getProperty("url", ""),
                    text.getProperty("key", ""),
                    text.getProperty("token", "")));
  }

  private Optional<Properties> properties(String name) {
    Properties text = new Properties();
    try (var in = Files.newBufferedReader(home.resolve(name))) {
      text.load(in);
      return Optional.of(text);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new Refusal(home.resolve(name) + " cannot be read: " + e, e);
    }
  }

  private void store(String name, Access access) throws IOException {
    Properties text = new Properties();
    text.setProperty("url", access.url);
    text.setProperty("key", access.key);
    text.setProperty("token", access.token);
    store(name, text);
  }

  /** Never half written, never readable by others. */
  private void store(String name, Properties text) throws IOException {
    Path part = Files.createTempFile(home, name, ".part");
    DataFolder.ownerOnly(part, "rw-------");
    try (Writer out = Files.newBufferedWriter(part)) {
      text.store(out, null);
    }
    Files.move(part, home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
