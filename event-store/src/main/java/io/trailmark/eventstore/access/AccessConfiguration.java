package io.trailmark.eventstore.access;

import io.trailmark.eventstore.web.Outage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.DefaultHttpFirewall;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Access to the HTTP API of either side. */
@AutoConfiguration(
    beforeName =
        "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class AccessConfiguration {

  /**
   * @param writeKey {@code trailmark.write-key}: of the source {@code default}
   * @param origins {@code trailmark.write-key-origins}: of web pages that may show it
   * @param token {@code trailmark.token}: good for everything
   */
  @Bean
  KeyRing keyRing(
      JdbcClient jdbc,
      @Value("${trailmark.write-key:}") String writeKey,
      @Value("${trailmark.write-key-origins:}") Set<String> origins,
      @Value("${trailmark.token:}") String token) {
    KeyRing keys = new KeyRing(jdbc);
    if (!writeKey.isEmpty()) {
      keys.add(writeKey, "default", KeyRing.WRITE_KEY, null);
      if (!origins.isEmpty()) {
        keys.showFrom(writeKey, origins);
      }
    }
    if (!token.isEmpty()) {
      keys.add(token, "default", EnumSet.allOf(Scope.class), null);
    }
    return keys;
  }

  @Bean
  TrustedCredentials trustedCredentials(
      KeyRing keys, @Value("${trailmark.own-token:}") String ownToken) {
    return new TrustedCredentials(keys, ownToken);
  }

  /**
   * @param perSecond {@code trailmark.rate.per-second}; 0, the default, for any number
   * @param burst {@code trailmark.rate.burst}: ten seconds' worth unless set
   */
  @Bean
  RateLimits rateLimits(
      @Value("${trailmark.rate.per-second:0}") long perSecond,
      @Value("${trailmark.rate.burst:0}") long burst) {
    return new RateLimits(perSecond, burst == 0 ? 10 * perSecond : burst);
  }

  @Bean
  OpenLoopback openLoopback(KeyRing keys, ObjectProvider<JwtDecoder> jwts) {
    return new OpenLoopback(keys, jwts.getIfAvailable() != null);
  }

  @Bean
  ClosedDoors closedDoors(Environment environment, OpenLoopback loopback) {
    return new ClosedDoors(environment, loopback);
  }

  /** Sources' ids may hold whatever can be percent-encoded. */
  @Bean
  HttpFirewall idsAreFree() {
    DefaultHttpFirewall firewall = new DefaultHttpFirewall();
    firewall.setAllowUrlEncodedSlash(true);
    return firewall;
  }

  @Bean
  SourceOrigins sourceOrigins(KeyRing keys) {
    return new SourceOrigins(keys);
  }

  @Bean
  Outage issuerOutage() {
    return failure ->
        failure instanceof AuthenticationServiceException
            ? Optional.of("The issuer of tokens")
            : Optional.empty();
  }

  /**
   * No timer around each of a dozen filters: together they took as long as recording an activity.
   * Requests are timed as a whole.
   */
  @Bean
  SecurityObservationSettings observations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  SecurityFilterChain access(
      HttpSecurity http,
      OpenLoopback loopback,
      TrustedCredentials credentials,
      RateLimits limits,
      SourceOrigins origins,
      ObjectProvider<JwtDecoder> jwts,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver answers) {
    Refusals refusals = new Refusals();
    AuthenticationManager manager = manager(credentials, limits, jwts.getIfAvailable());
    return http
        // Nothing here trusts cookies, so that no page can borrow what a browser holds.
        .csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .addFilterBefore(new FailuresOfFilters(answers), BearerTokenAuthenticationFilter.class)
        .addFilterBefore(new Preflights(origins), BearerTokenAuthenticationFilter.class)
        .oauth2ResourceServer(
            server ->
                server
                    .bearerTokenResolver(new ShownSecret(webhooks()))
                    .authenticationManagerResolver(request -> manager)
                    .authenticationEntryPoint(refusals)
                    .accessDeniedHandler(refusals))
        .authorizeHttpRequests(new AccessRules(loopback)::apply)
        .exceptionHandling(e -> e.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .build();
  }

  private static RequestMatcher webhooks() {
    return new OrRequestMatcher(
        Arrays.stream(AccessRules.WEBHOOKS)
            .<RequestMatcher>map(PathPatternRequestMatcher.withDefaults()::matcher)
            .toList());
  }

  private static AuthenticationManager manager(
      TrustedCredentials credentials, RateLimits limits, @Nullable JwtDecoder decoder) {
    AuthenticationManager local = new LocalCredentials(credentials, limits);
    if (decoder == null) {
      return local;
    }
    AuthenticationManager issued = new ProviderManager(new JwtAuthenticationProvider(decoder));
    return shown ->
        isJwt(shown) ? counted(issued.authenticate(shown), limits) : local.authenticate(shown);
  }

  private static Authentication counted(Authentication issued, RateLimits limits) {
    limits.count("issued to " + issued.getName());
    return issued;
  }

  /** Three parts between dots; the secrets that we make have none. */
  private static boolean isJwt(Authentication shown) {
    String token = ((BearerTokenAuthenticationToken) shown).getToken();
    return token.chars().filter(c -> c == '.').count() == 2;
  }
}
