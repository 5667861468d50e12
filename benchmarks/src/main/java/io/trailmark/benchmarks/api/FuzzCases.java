package io.trailmark.benchmarks.api;

import io.trailmark.benchmarks.api.Operation.Example;
import io.trailmark.benchmarks.api.Operation.Parameter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/** Cases by their numbers: the same seed and number make the same case. */
public final class FuzzCases {
  private static final List<String> METHODS =
      List.of("HEAD", "OPTIONS", "TRACE", "PATCH", "PUT", "DELETE", "POST", "GET", "FOO", "get");
  private static final int BOMB = 12 << 20;

  private final ApiDescription api;
  private final List<Operation> operations;
  private final Vendors vendors;
  private final String authorization;
  private final long seed;

  /**
   * @param authorization the header line that lets in
   */
  public FuzzCases(ApiDescription api, Vendors vendors, String authorization, long seed) {
    this.api = api;
    this.operations = api.operations();
    this.vendors = vendors;
    this.authorization = authorization;
    this.seed = seed;
  }

  /**
   * A case.
   *
   * @param isPlain whether method, path and headers are those that the operation tells, so that it
   *     answers as it tells
   */
  public record Case(int number, Operation operation, RawRequest request, boolean isPlain) {}

  public Case of(int number) {
    return new Making(number).made();
  }

  /** One case in the making. */
  private final class Making {
    private final int number;
    private final SplittableRandom random;
    private final OddValues odd;
    private final Operation operation;
    private final List<String> headers = new ArrayList<>();
    private boolean isPlain = true;

    /** 0: nothing is wrong. */
    private final int oddness;

    Making(int number) {
      this.number = number;
      this.random = new SplittableRandom(seed * 1_000_003 + number);
      this.odd = new OddValues(random);
      this.operation = odd.oneOf(operations);
      this.oddness = List.of(0, 3, 8, 20).get(random.nextInt(4));
    }

    Case made() {
      String target = target();
      byte[] body = operation.bodies().isEmpty() && !rarely() ? new byte[0] : body();
      String method = operation.method();
      if (rarely()) {
        method = odd.oneOf(METHODS);
        isPlain = false;
      }
      authorize(body);
      while (oddness > 0 && odd.oneOf(3)) {
        headers.add(odd.header());
        isPlain = false;
      }
      return new Case(
          number,
          operation,
          new RawRequest(method, target, headers, body, body.length > 0 && odd.oneOf(10)),
          isPlain);
    }

    private boolean rarely() {
      return oddness > 0 && odd.oneOf(20);
    }

    private boolean isOdd() {
      return oddness > 0 && odd.oneOf(oddness);
    }

    private String target() {
      String path = operation.path();
      List<String> query = new ArrayList<>();
      for (Parameter p : operation.parameters()) {
        if (p.in().equals("path")) {
          path = path.replace("{" + p.name() + "}", value(p));
        } else if (p.in().equals("query") && (p.isRequired() && !isOdd() || random.nextBoolean())) {
          query.add(p.name() + '=' + value(p));
        } else if (p.in().equals("header") && p.example().isPresent() && !isOdd()) {
          headers.add(p.name() + ": " + p.example().get());
        }
      }
      if (rarely()) {
        path = path + odd.oneOf(List.of("/", "//", ";a=b", "/..", "%00", ".json", "%2F", "/%2e"));
        isPlain = false;
      }
      if (isOdd()) {
        query.add(
            odd.oneOf(
                List.of(
                    "unknown=1",
                    "=",
                    "limit",
                    "limit=1&limit=2",
                    "&&",
                    "%=%",
                    "a[]=1",
                    odd.text() + "=x")));
      }
      return query.isEmpty() ? path : path + '?' + String.join("&", query);
    }

    private String value(Parameter p) {
      if (isOdd()) {
        isPlain &= !p.in().equals("path");
        return odd.text();
      }
      if (p.example().isPresent() && odd.oneOf(2)) {
        return Examples.encoded(p.example().get());
      }
      JsonValues values = new JsonValues(api, random, odd, 0);
      String value =
          switch (p.schema().path("type").asString("string")) {
            case "integer" -> String.valueOf(values.integer(p.schema()));
            case "boolean" -> String.valueOf(random.nextBoolean());
            default ->
                p.schema().has("enum")
                    ? p.schema()
                        .path("enum")
                        .get(random.nextInt(p.schema().path("enum").size()))
                        .asString()
                    : p.example().isPresent() && !p.schema().has("format")
                        ? odd.oneOf(List.of(p.example().get(), "bob", "2"))
                        : values.text(p.name(), p.schema());
          };
      return Examples.encoded(value);
    }

    private byte[] body() {
      List<Example> examples = operation.examples();
      String type = "application/json";
      String text = "{}";
      if (!operation.bodies().isEmpty()) {
        type = odd.oneOf(List.copyOf(operation.bodies().keySet()));
        text = text(type, examples);
      }
      text = vendors.signed(operation.path(), text);
      if (isOdd() && odd.oneOf(3)) {
        headers.add("Content-Type: " + odd.contentType());
      }
      if (!rarely()) {
        headers.add("Content-Type: " + type);
      }
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      return packed(isOdd() ? broken(body) : body);
    }

    private String text(String type, List<Example> examples) {
      List<String> shown =
          examples.stream().filter(e -> e.contentType().equals(type)).map(Example::body).toList();
      JsonNode schema = api.resolved(Objects.requireNonNull(operation.bodies().get(type)));
      JsonValues values = new JsonValues(api, random, odd, oddness);
      if (type.equals("application/x-ndjson") && random.nextBoolean()) {
        return Stream.generate(() -> values.of(api.schema("Activity")))
            .limit(1 + random.nextInt(5))
            .collect(Collectors.joining("\n"));
      }
      boolean isText = schema.path("type").asString("").equals("string");
      if (!isText && (shown.isEmpty() || random.nextInt(4) > 0)) {
        return values.of(schema);
      }
      String text = shown.isEmpty() ? "" : odd.oneOf(shown);
      return isOdd() ? edited(text) : text;
    }

    /** A word of it replaced, a line lost or told twice. */
    private String edited(String text) {
      if (text.isEmpty()) {
        return odd.json();
      }
      List<String> parts = new ArrayList<>(List.of(text.split("(?<=[\n ,:])")));
      int at = random.nextInt(parts.size());
      switch (random.nextInt(4)) {
        case 0 -> parts.remove(at);
        case 1 -> parts.add(at, parts.get(random.nextInt(parts.size())));
        default -> parts.set(at, odd.json() + odd.oneOf(List.of(" ", "\n", ",", "")));
      }
      return String.join("", parts);
    }

    private byte[] broken(byte[] body) {
      int at = body.length == 0 ? 0 : random.nextInt(body.length);
      byte[] broken = body.clone();
      switch (random.nextInt(6)) {
        case 0:
          return new byte[0];
        case 1:
          return Arrays.copyOf(body, at);
        case 2:
          return joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, body);
        case 3:
          return joined(body, body);
        case 4:
          return new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
        default:
          if (broken.length > 0) {
            broken[at] = (byte) odd.oneOf(List.of(0xFF, 0xC3, 0x00, 0xED, 0x22, 0x7D)).intValue();
          }
          return broken;
      }
    }

    private byte[] packed(byte[] body) {
      if (!odd.oneOf(8)) {
        return body;
      }
      headers.add("Content-Encoding: gzip");
      if (!isOdd()) {
        return gzip(body);
      }
      byte[] packed = gzip(body);
      return switch (random.nextInt(4)) {
        case 0 -> body;
        case 1 -> Arrays.copyOf(packed, random.nextInt(packed.length));
        case 2 -> gzip(new byte[BOMB]);
        default -> {
          packed[random.nextInt(packed.length)] ^= 0x55;
          yield packed;
        }
      };
    }

    private void authorize(byte[] body) {
      if (oddness > 0 && odd.oneOf(10)) {
        headers.add(odd.authorization());
        isPlain = false;
      } else if (!rarely()) {
        headers.addAll(new Examples(vendors, authorization).credentials(operation, body));
      }
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
