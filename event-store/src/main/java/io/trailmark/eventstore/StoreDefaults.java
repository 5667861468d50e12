package io.trailmark.eventstore;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Settings that every application on this store needs; whatever is configured comes before them.
 */
final class StoreDefaults implements EnvironmentPostProcessor {

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "trailmark-defaults",
                Map.ofEntries(
                    Map.entry("axon.axonserver.enabled", "false"),
                    Map.entry("axon.update-check.disabled", "true"),
                    // A scheduled task and a stack trace for every handled event otherwise.
                    Map.entry("axon.timeout.enabled", "false"),
                    Map.entry("axon.serializer.general", "jackson3"),
                    Map.entry("axon.serializer.events", "jackson3"),
                    Map.entry("axon.serializer.messages", "jackson3"),
                    // Queries need no access: whoever wants them open has to say so.
                    Map.entry("server.address", "127.0.0.1"),
                    // Off unless a port is given; nothing but these two.
                    Map.entry("management.server.port", "-1"),
                    Map.entry("management.server.address", "127.0.0.1"),
                    Map.entry("management.endpoints.web.exposure.include", "health,metrics"),
                    Map.entry("management.endpoint.health.show-details", "never"),
                    Map.entry("spring.threads.virtual.enabled", "true"),
                    // Tomcat's 100 would have who sends thousands of requests a second connect
                    // tens of times a second.
                    Map.entry("server.tomcat.max-keep-alive-requests", "100000"),
                    // Nobody here takes forms: one that is broken would fail before it is looked
                    // at.
                    Map.entry("spring.servlet.multipart.enabled", "false"),
                    Map.entry("spring.mvc.formcontent.filter.enabled", "false"),
                    Map.entry("spring.mvc.problemdetails.enabled", "true"),
                    Map.entry("spring.datasource.hikari.maximum-pool-size", "24"),
                    // Whoever waits longer is better told to come again.
                    Map.entry("spring.datasource.hikari.connection-timeout", "5000"),
                    // The driver would quote the row that PostgreSQL refused, into the log.
                    Map.entry(
                        "spring.datasource.hikari.data-source-properties.logServerErrorDetail",
                        "false"),
                    Map.entry("server.servlet.encoding.charset", "UTF-8"))));
  }
}
