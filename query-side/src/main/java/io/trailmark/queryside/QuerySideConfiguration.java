package io.trailmark.queryside;

import java.util.concurrent.TimeUnit;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Everything of the query side, for whichever application it runs in. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class QuerySideConfiguration {
  /** The driver's own 30 would let everybody who asks wait, each with a connection and a thread. */
  private static final int SECONDS_UNTIL_AWAY = 5;

  /** Before the URI is looked at: what it says of the time comes first. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  MongoClientSettingsBuilderCustomizer soonAway() {
    return settings ->
        settings.applyToClusterSettings(
            cluster -> cluster.serverSelectionTimeout(SECONDS_UNTIL_AWAY, TimeUnit.SECONDS));
  }
}
