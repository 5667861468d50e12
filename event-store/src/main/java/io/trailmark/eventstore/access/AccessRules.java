package io.trailmark.eventstore.access;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;

import jakarta.servlet.DispatcherType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/** Which scope which request needs, on both sides; the first that matches holds. */
final class AccessRules {
  /** They hold nobody's data, and a browser that opens them shows no token. */
  private static final String[] PAGES = {
    "/docs",
    "/swagger-ui/**",
    "/openapi.json",
    "/openapi.json.yaml",
    "/openapi.json/**",
    "/playbook.schema.json"
  };

  /** Links of messages: what they may do is signed in them, and whoever got one shows nothing. */
  private static final String[] LINKS = {"/u/*", "/c/*", "/o/*", "/s/*"};

  /** What messages say, to whom, and what holds them. */
  private static final String[] SENDING = {
    "/outbox",
    "/outbox/**",
    "/api/outbox",
    "/api/outbox/**",
    "/api/parked",
    "/api/parked/**",
    "/api/pauses",
    "/api/pauses/**",
    "/api/messages/test"
  };

  /** They verify what the vendor signed. */
  static final String[] WEBHOOKS = {"/v1/webhooks/*", "/v1/webhooks/*/"};

  /** Whose body may hold the key: the endpoint asks for it, once it has read that. */
  private static final String[] KEY_IN_BODY = {
    "/v1/activities",
    "/v1/batch",
    "/v1/import",
    "/v1/{type:identify|track|page|screen|group|alias}",
    "/v1/{letter:[itpsga]}",
    "/v1/b"
  };

  private final OpenLoopback loopback;

  AccessRules(OpenLoopback loopback) {
    this.loopback = loopback;
  }

  void apply(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry to) {
    // What they answer was let in before.
    to.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR).permitAll();
    to.requestMatchers(PAGES).permitAll();
    to.requestMatchers(LINKS).permitAll();

    // On a port of their own: whether it is well is no secret, how much goes on is.
    to.requestMatchers("/actuator/health", "/actuator/health/*").permitAll();
    to.requestMatchers("/actuator/**").access(of(Scope.QUERY));

    to.requestMatchers(WEBHOOKS).permitAll();
    for (String path : KEY_IN_BODY) {
      to.requestMatchers(POST, path, path + "/").permitAll();
    }
    to.requestMatchers(DELETE, "/v1/customers/*").access(ofKeyHolders(Scope.ERASE));
    to.requestMatchers("/v1/suppressions/**").access(ofKeyHolders(Scope.ERASE));
    to.requestMatchers("/v1/**").access(always(Scope.INGEST));

    to.requestMatchers("/api/customers/*/export").access(of(Scope.ERASE));
    to.requestMatchers(SENDING).access(of(Scope.SEND));
    // It shows contact data, as whoever sends messages may see.
    to.requestMatchers("/api/templates/*/preview").access(of(Scope.SEND));
    to.requestMatchers(GET, "/api/**").access(of(Scope.QUERY));
    to.requestMatchers(HEAD, "/api/**").access(of(Scope.QUERY));
    to.anyRequest().access(of(Scope.DESIGN));
  }

  private static Needed always(Scope scope) {
    return new Needed(scope, (who, context) -> false);
  }

  private Needed of(Scope scope) {
    return new Needed(scope, (who, context) -> loopback.isOpenTo(context.getRequest()));
  }

  /** Under {@code /v1} every request shows a key, also on open loopback. */
  private Needed ofKeyHolders(Scope scope) {
    return new Needed(
        scope, (who, context) -> Needed.isKnown(who) && loopback.isOpenTo(context.getRequest()));
  }
}
