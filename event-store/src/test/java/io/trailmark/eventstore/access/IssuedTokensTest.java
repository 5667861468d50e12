package io.trailmark.eventstore.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.trailmark.eventstore.TestPostgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Tokens of an OAuth2 server, really signed, whose keys are fetched over HTTP. */
class IssuedTokensTest {
  private static final TestPostgres.Database DATABASE = TestPostgres.freshDatabase();
  private static final String AUDIENCE = "trailmark";
  private static RSAKey key;
  private static RSAKey strange;
  private static HttpServer issuer;
  private static String issuerUrl;
  private static ConfigurableApplicationContext context;

  @EnableAutoConfiguration
  @Import(Endpoint.class)
  static class Application {}

  @RestController
  static class Endpoint {
    @GetMapping("/api/segments")
    String read() {
      return "read";
    }

    @PostMapping("/api/playbooks")
    String design() {
      return "designed";
    }
  }

  @BeforeAll
  static void start() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("one").generate();
    strange = new RSAKeyGenerator(2048).keyID("one").generate();
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuerUrl = "http://127.0.0.1:" + issuer.getAddress().getPort();
    answer("/keys", new JWKSet(key.toPublicJWK()).toJSONObject());
    answer(
        "/.well-known/openid-configuration",
        Map.of(
            "issuer",
            issuerUrl,
            "jwks_uri",
            issuerUrl + "/keys",
            "subject_types_supported",
            List.of("public")));
    issuer.start();
    context =
        application(
            DATABASE,
            "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuerUrl,
            "--spring.security.oauth2.resourceserver.jwt.audiences=" + AUDIENCE);
  }

  @AfterAll
  static void stop() {
    context.close();
    issuer.stop(0);
  }

  private static ConfigurableApplicationContext application(
      TestPostgres.Database database, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password()));
    arguments.addAll(List.of(more));
    return new SpringApplicationBuilder(Application.class).run(arguments.toArray(String[]::new));
  }

  private static void answer(String path, Map<String, Object> json) {
    byte[] body = JsonMapper.shared().writeValueAsBytes(json);
    issuer.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          try (var out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(issuerUrl)
        .audience(AUDIENCE)
        .subject("dashboard")
        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
        .claim("scope", "query openid");
  }

  private static String signed(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    return signed(key, change);
  }

  private static String signed(RSAKey by, UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            change.apply(claims()).build());
    jwt.sign(new RSASSASigner(by));
    return jwt.serialize();
  }

  private static HttpResponse<String> send(String method, String path, @Nullable String token)
      throws Exception {
    return send(context, method, path, token);
  }

  private static HttpResponse<String> send(
      ConfigurableApplicationContext to, String method, String path, @Nullable String token)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + to.getEnvironment().getProperty("local.server.port")
                        + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static void refuses(int status, String token) throws Exception {
    HttpResponse<String> response = send("GET", "/api/segments", token);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer ");
  }

  @Test
  void letsInByScope() throws Exception {
    String reader = signed(claims -> claims);
    assertThat(send("GET", "/api/segments", reader).body()).isEqualTo("read");
    HttpResponse<String> refused = send("POST", "/api/playbooks", reader);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("scope design");
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("insufficient_scope", "scope=\"design\"");

    String designer = signed(c -> c.claim("scope", null).claim("scp", List.of("design", "query")));
    assertThat(send("POST", "/api/playbooks", designer).body()).isEqualTo("designed");
    assertThat(send("GET", "/api/segments", designer).body()).isEqualTo("read");
  }

  @Test
  void refusesWhatTheIssuerDidNotSayOfUs() throws Exception {
    refuses(401, signed(strange, claims -> claims));
    refuses(401, signed(c -> c.expirationTime(Date.from(Instant.now().minusSeconds(300)))));
    refuses(401, signed(c -> c.notBeforeTime(Date.from(Instant.now().plusSeconds(300)))));
    refuses(401, signed(c -> c.issuer("https://elsewhere.example")));
    refuses(401, signed(c -> c.audience("another-service")));
    refuses(401, signed(c -> c.audience((String) null)));
    refuses(401, new PlainJWT(claims().build()).serialize());
    refuses(401, "eyJhbGciOiJub25lIn0.e30.");
    refuses(401, "a.b.c");
    refuses(403, signed(c -> c.claim("scope", "ingest")));
    refuses(403, signed(c -> c.claim("scope", null)));
  }

  @Test
  void refusesWhatWasChangedOnTheWay() throws Exception {
    String[] parts = signed(claims -> claims).split("\\.");
    String more = new PlainJWT(claims().claim("scope", "query design erase").build()).serialize();
    refuses(401, parts[0] + "." + more.split("\\.")[1] + "." + parts[2]);
  }

  /** Setting up an issuer is setting up access: loopback is open no longer. */
  @Test
  void asksForATokenOnLoopback() throws Exception {
    assertThat(send("GET", "/api/segments", null).statusCode()).isEqualTo(401);
    assertThat(send("GET", "/api/segments", "local-and-unknown").statusCode()).isEqualTo(401);
    context
        .getBean(KeyRing.class)
        .add("local-token-0123456789", "anna", java.util.Set.of(Scope.QUERY), null);
    assertThat(send("GET", "/api/segments", "local-token-0123456789").statusCode()).isEqualTo(200);
  }

  /** It is not their token that is wrong; and what it knows by itself goes on. */
  @Test
  void asksToComeBackWhileTheIssuerIsAway() throws Exception {
    try (ConfigurableApplicationContext alone =
        application(
            TestPostgres.freshDatabase(),
            "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/keys",
            "--spring.security.oauth2.resourceserver.jwt.audiences=" + AUDIENCE)) {
      HttpResponse<String> answer = send(alone, "GET", "/api/segments", signed(claims -> claims));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("The issuer of tokens");

      alone
          .getBean(KeyRing.class)
          .add("local-token-0123456789", "anna", java.util.Set.of(Scope.QUERY), null);
      assertThat(send(alone, "GET", "/api/segments", "local-token-0123456789").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void refusesToStartWithoutAnAudience() {
    assertThatThrownBy(
            () ->
                application(
                    DATABASE,
                    "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + issuerUrl))
        .isInstanceOf(NoAccess.class)
        .hasMessageContaining("audiences");
  }

  @Test
  void refusesToStartWhereOthersReachItWithoutAccess() {
    TestPostgres.Database fresh = TestPostgres.freshDatabase();
    assertThatThrownBy(() -> application(fresh, "--server.address=0.0.0.0"))
        .isInstanceOf(NoAccess.class)
        .hasMessageContaining("0.0.0.0");
  }
}
