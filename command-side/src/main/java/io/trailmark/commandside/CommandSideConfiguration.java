package io.trailmark.commandside;

import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Everything of the command side, for whichever application it runs in. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
public class CommandSideConfiguration {

  /** Axon's own looks through all methods and fields of every command. */
  @Bean
  CommandTargetResolver commandTargetResolver() {
    return command ->
        new VersionedAggregateIdentifier(
            ((AggregateCommand) command.getPayload()).aggregate(), null);
  }
}
