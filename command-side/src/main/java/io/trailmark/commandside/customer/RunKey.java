package io.trailmark.commandside.customer;

import io.trailmark.segmentation.timeline.Properties;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By what runs and messages are told apart. */
public final class RunKey {
  /** What is longer is hashed. */
  private static final int LONGEST = 100;

  private RunKey() {}

  /** Name under which runs of a sequence with one key exclude each other. */
  static String slot(String sequence, @Nullable String key) {
    return key == null ? sequence : sequence + "\n" + key;
  }

  /** A message, as it is told from all others. */
  public static String message(String run, int step) {
    return run + "/" + step;
  }

  /** The sequence of a run: {@code customer/sequence/n}. */
  public static String sequence(String run) {
    int last = run.lastIndexOf('/');
    return run.substring(run.lastIndexOf('/', last - 1) + 1, last);
  }

  /** How many runs of the sequence the customer had begun with it. */
  static int number(String run) {
    return Integer.parseInt(run.substring(run.lastIndexOf('/') + 1));
  }

  /** The key that an activity carries, null if it carries none. */
  static @Nullable String of(@Nullable String property, Map<String, Object> properties) {
    return property == null ? null : of(property, Properties.of(properties, null));
  }

  static @Nullable String of(@Nullable String property, Properties properties) {
    String value = property == null ? null : properties.get(property);
    return value == null ? null : bounded(value);
  }

  static boolean isSame(@Nullable String one, @Nullable String other) {
    return one != null && one.equals(other);
  }

  private static String bounded(String value) {
    if (value.length() <= LONGEST) {
      return value;
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
