package io.trailmark.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.eventstore.access.KeyRing;
import io.trailmark.eventstore.access.Scope;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route of both sides × every credential. A route without a row fails it. */
class AccessMatrixTest {
  /** What each route asks for; {@code vendor} verifies what is sent, {@code page} needs nothing. */
  private static final String ROUTES =
      """
      POST   /v1/activities                                    ingest
      POST   /v1/batch                                         ingest
      POST   /v1/b                                             ingest
      POST   /v1/{letter:[itpsga]}                             ingest
      POST   /v1/import                                        ingest
      GET    /v1/imports/{id}                                  ingest
      POST   /v1/{type:identify|track|page|screen|group|alias} ingest
      PUT    /v1/customers/{id}                                ingest
      POST   /v1/customers/{id}/aliases                        ingest
      PUT    /v1/customers/{id}/consents                       ingest
      DELETE /v1/customers/{id}                                erase
      POST   /v1/suppressions                                  erase
      POST   /v1/suppressions/lift                             erase
      POST   /v1/webhooks/shopify                              vendor
      POST   /v1/webhooks/woocommerce                          vendor
      POST   /v1/webhooks/sendgrid                             vendor
      POST   /v1/webhooks/mailgun                              vendor
      POST   /v1/webhooks/postmark                             vendor
      GET    /u/{token}                                        page
      POST   /u/{token}                                        page
      GET    /c/{token}                                        page
      GET    /o/{token}                                        page
      GET    /s/{token}                                        page
      POST   /s/{token}                                        page
      GET    /outbox                                           send
      GET    /outbox/{id}                                      send
      GET    /outbox/{id}/html                                 send
      GET    /api/outbox                                       send
      POST   /api/messages/test                                send
      GET    /api/parked                                       send
      POST   /api/parked/retry                                 send
      GET    /api/pauses                                       send
      POST   /api/pauses                                       send
      DELETE /api/pauses/{id}                                  send
      GET    /api/customers/{id}/export                        erase
      GET    /api/audit                                        query
      GET    /api/backtests                                    query
      POST   /api/backtests                                    design
      GET    /api/backtests/compare                            query
      GET    /api/backtests/{id}                               query
      DELETE /api/backtests/{id}                               design
      GET    /api/backtests/{id}/days.csv                      query
      GET    /api/backtests/{id}/events                        query
      GET    /api/backtests/{id}/findings                      query
      GET    /api/backtests/{id}/intervals.csv                 query
      GET    /api/backtests/{id}/messages.csv                  query
      GET    /api/backtests/{id}/movements.csv                 query
      GET    /api/backtests/{id}/overlap.csv                   query
      GET    /api/backtests/{id}/playbook.yaml                 query
      GET    /api/backtests/{id}/predictive.csv                query
      GET    /api/customers/{id}                               query
      GET    /api/customers/{id}/timeline                      query
      GET    /api/customers/{id}/why                           query
      GET    /api/messages                                     query
      GET    /api/movements                                    query
      GET    /api/performance                                  query
      GET    /api/playbooks                                    query
      POST   /api/playbooks                                    design
      POST   /api/playbooks/check                              design
      GET    /api/playbooks/{version}                          query
      POST   /api/playbooks/{version}/activate                 design
      GET    /api/playbooks/{version}/activation               query
      GET    /api/playbooks/{version}/diff                     query
      GET    /api/playbooks/{version}/playbook.json            query
      GET    /api/playbooks/{version}/playbook.yaml            query
      GET    /api/projections                                  query
      POST   /api/projections/{name}/rebuild                   design
      GET    /api/segments                                     query
      GET    /api/segments/{id}                                query
      GET    /api/segments/{id}/days                           query
      GET    /api/segments/{id}/members                        query
      GET    /api/segments/{id}/members.csv                    query
      GET    /api/templates                                    query
      GET    /api/templates/{name}                             query
      PUT    /api/templates/{name}                             design
      DELETE /api/templates/{name}                             design
      POST   /api/templates/{name}/preview                     send
      GET    /playbook.schema.json                             page
      GET    /openapi.json                                     page
      GET    /openapi.json.yaml                                page
      GET    /openapi.json/swagger-config                      page
      GET    /docs                                             page
      """;

  /** What holds no key and does nothing, wherever it is sent. */
  private static final String BODY = "{\"activities\":[],\"batch\":[]}";

  private static final Map<String, String> NEEDS = needs();
  private static final String AUDIENCE = "trailmark";

  @TempDir static Path temporary;
  private static Databases databases;
  private static KeyPair issuer;
  private static ConfigurableApplicationContext context;

  /** Headers by what shows them; null for none. */
  private static final Map<String, @Nullable String> SHOWN = new LinkedHashMap<>();

  private final HttpClient http = HttpClient.newHttpClient();

  private static Map<String, String> needs() {
    Map<String, String> needs = new TreeMap<>();
    ROUTES
        .lines()
        .map(line -> line.split(" +"))
        .forEach(row -> needs.put(row[0] + " " + row[1], row[2]));
    return needs;
  }

  @BeforeAll
  static void start() throws Exception {
    databases = new Databases(temporary.resolve("data"), new PrintWriter(System.err, true));
    KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA");
    pairs.initialize(2048);
    issuer = pairs.generateKeyPair();
    Path key =
        Files.writeString(
            temporary.resolve("issuer.pem"),
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(issuer.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");
    context = run("--trailmark.write-key=matrix-write-key-0123456789");
    everythingIsOpen();
    context.close();
    context =
        run(
            "--trailmark.own-token=own-token-0123456789",
            "--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + key,
            "--spring.security.oauth2.resourceserver.jwt.audiences=" + AUDIENCE);
    SHOWN.put("nothing", null);
    SHOWN.put("ingest key", basic("matrix-write-key-0123456789"));
    SHOWN.put("ingest bearer", "Bearer matrix-write-key-0123456789");
    KeyRing keys = context.getBean(KeyRing.class);
    for (Scope scope : Scope.values()) {
      String secret = scope.label() + "-token-0123456789";
      if (scope != Scope.INGEST) {
        keys.add(secret, "anna", Set.of(scope), null);
        SHOWN.put(scope.label() + " token", "Bearer " + secret);
        SHOWN.put(scope.label() + " token as basic", basic(secret));
      }
      SHOWN.put(scope.label() + " jwt", "Bearer " + jwt(issuer.getPrivate(), scope.label()));
    }
    keys.add("ended-token-0123456789", "anna", Set.of(Scope.values()), Instant.EPOCH);
    SHOWN.put("ended token", "Bearer ended-token-0123456789");
    SHOWN.put("ended key", basic("ended-token-0123456789"));
    SHOWN.put("unknown token", "Bearer unknown-token-0123456789");
    SHOWN.put("forged jwt", "Bearer " + jwt(pairs.generateKeyPair().getPrivate(), "query"));
  }

  @AfterAll
  static void stop() {
    context.close();
    databases.close();
  }

  private static ConfigurableApplicationContext run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--spring.config.name=all-in-one",
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--spring.datasource.url=" + databases.postgres.jdbcUrl(),
                "--spring.datasource.username=" + PostgresServer.USER,
                "--spring.datasource.password=" + databases.postgres.password(),
                "--spring.mongodb.uri=" + databases.mongo.uri()));
    arguments.addAll(List.of(more));
    return new SpringApplicationBuilder(BothSides.class).run(arguments.toArray(String[]::new));
  }

  private static String basic(String key) {
    return "Basic " + Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8));
  }

  private static String jwt(PrivateKey by, String scope) throws Exception {
    String signed =
        base64("{\"alg\":\"RS256\"}".getBytes(UTF_8))
            + "."
            + base64(
                "{\"sub\":\"program\",\"aud\":\"%s\",\"exp\":%d,\"scope\":\"%s\"}"
                    .formatted(AUDIENCE, Instant.now().getEpochSecond() + 600, scope)
                    .getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(by);
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + base64(signature.sign());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As the handler mappings know them; one that takes any method is asked by each. */
  private static Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    for (var mapping : context.getBeansOfType(RequestMappingHandlerMapping.class).values()) {
      for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
          info.getPatternValues().forEach(path -> routes.add(method + " " + path));
        }
      }
    }
    // Boot's own answer to errors, which nobody is let in to by its path.
    routes.removeIf(route -> route.endsWith("/error"));
    return routes;
  }

  private static @Nullable String need(String route) {
    return NEEDS.get(route.replaceFirst("/$", ""));
  }

  private HttpResponse<String> send(String route, @Nullable String authorization) throws Exception {
    String[] parts = route.split(" ");
    String path =
        parts[1]
            .replaceAll("\\{type:[^}]*}", "track")
            .replaceAll("\\{letter:[^}]*}", "t")
            .replace("{version}", "1000")
            .replaceAll("\\{[a-z]+}", "77");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + context.getEnvironment().getProperty("local.server.port")
                        + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "text/plain")
            .method(parts[0], HttpRequest.BodyPublishers.ofString(BODY));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void everyRouteHasARow() {
    Set<String> routes = new TreeSet<>();
    routes().forEach(route -> routes.add(route.replaceFirst("/$", "")));
    assertThat(routes).containsExactlyInAnyOrderElementsOf(NEEDS.keySet());
  }

  @Test
  void letsInWhoHasTheScopeAndNobodyElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (String route : routes()) {
      for (var shown : SHOWN.entrySet()) {
        HttpResponse<String> response = send(route, shown.getValue());
        String expected = expected(need(route), shown.getKey());
        String actual = kind(response.statusCode());
        if (!expected.equals(actual)) {
          wrong.add("%s by %s: %s, not %s".formatted(route, shown.getKey(), actual, expected));
        }
        if (!actual.equals("in")) {
          assertThat(response.headers().firstValue("Content-Type").orElse(""))
              .startsWith("application/problem+json");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void tellsHowToShowCredentials() throws Exception {
    String openApi = send("GET /openapi.json", null).body();
    assertThat(openApi)
        .contains("\"securitySchemes\"", "\"scheme\":\"bearer\"", "\"scheme\":\"basic\"");
  }

  @Test
  void keepsTheMachineryOfSpringToItself() throws Exception {
    for (String path : List.of("/error", "/actuator", "/actuator/env", "/index.html", "/nowhere")) {
      assertThat(send("GET " + path, null).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(send("OPTIONS /api/segments", null).statusCode()).isEqualTo(401);
    assertThat(send("HEAD /api/segments", null).statusCode()).isEqualTo(401);
    assertThat(send("HEAD /api/segments", SHOWN.get("query token")).statusCode()).isEqualTo(200);
  }

  @Test
  void keepsNoWayAroundByAnotherSpelling() throws Exception {
    String query = SHOWN.get("query token");
    for (String path :
        List.of(
            "/api/customers/a/export/",
            "/api/customers/a;x/export",
            "/api//customers/a/export",
            "/api/customers/a/%65xport",
            "/api/customers/../customers/a/export",
            "/%61pi/customers/a/export")) {
      assertThat(send("GET " + path, query).statusCode()).as(path).isIn(400, 403, 404);
      assertThat(send("GET " + path, null).statusCode()).as(path).isIn(400, 401);
    }
  }

  private static String expected(@Nullable String need, String shown) {
    boolean known = !shown.matches("(ended|unknown|forged) .*");
    if (need == null || need.equals("vendor")) {
      return "vendor".equals(need) ? "in" : "a row";
    }
    if (!known) {
      return "401";
    }
    if (need.equals("page") || shown.startsWith(need + " ")) {
      return "in";
    }
    return shown.equals("nothing") ? "401" : "403";
  }

  private static String kind(int status) {
    return status == 401 || status == 403 ? "" + status : "in";
  }

  /** While nobody set up access: on loopback only the key of who writes is asked for. */
  private static void everythingIsOpen() throws Exception {
    AccessMatrixTest self = new AccessMatrixTest();
    for (String route : routes()) {
      boolean writes = route.contains(" /v1/") && !"vendor".equals(need(route));
      assertThat(kind(self.send(route, null).statusCode()))
          .as(route)
          .isEqualTo(writes ? "401" : "in");
      assertThat(kind(self.send(route, basic("matrix-write-key-0123456789")).statusCode()))
          .as(route)
          .isEqualTo("in");
      assertThat(kind(self.send(route, basic("unknown-0123456789")).statusCode()))
          .as(route)
          .isEqualTo("vendor".equals(need(route)) ? "in" : "401");
    }
  }
}
