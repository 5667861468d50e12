package io.trailmark.eventstore.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Refuses to start where whoever asks would be let in. */
final class ClosedDoors implements SmartInitializingSingleton {
  private static final String AUDIENCES = "spring.security.oauth2.resourceserver.jwt.audiences";

  private final Environment environment;
  private final OpenLoopback loopback;

  ClosedDoors(Environment environment, OpenLoopback loopback) {
    this.environment = environment;
    this.loopback = loopback;
  }

  @Override
  public void afterSingletonsInstantiated() {
    String address = environment.getProperty("server.address", "");
    if (!isLoopback(address) && !loopback.isConfigured()) {
      throw new NoAccess(
          "Bound to "
              + (address.isEmpty() ? "all addresses" : address)
              + " this server would be open to whoever reaches it: give it a token by the setting"
              + " trailmark.token (TRAILMARK_TOKEN), add one with trailmark token add, name the"
              + " issuer of OAuth2 tokens by spring.security.oauth2.resourceserver.jwt.issuer-uri,"
              + " or bind it to 127.0.0.1.");
    }
    if (loopback.hasIssuer() && audiences().isEmpty()) {
      throw new NoAccess(
          "Tokens that the issuer made for other services would let in here: name this service's"
              + " audience by "
              + AUDIENCES
              + ".");
    }
  }

  private List<String> audiences() {
    return Binder.get(environment).bind(AUDIENCES, Bindable.listOf(String.class)).orElse(List.of());
  }

  private static boolean isLoopback(String address) {
    try {
      return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
