package io.trailmark.commandside.customer;

import io.trailmark.eventstore.BusinessClock;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CustomerConfiguration {

  /**
   * Commands run inside a transaction that {@link CustomerTransactions} or a saga began: a bus that
   * managed transactions itself would let one customer's failure roll back all the others.
   */
  @Bean
  CommandBus commandBus(BusinessClock clock) {
    GenericEventMessage.clock = DecisionTime.clock(clock);
    return SimpleCommandBus.builder().transactionManager(NoTransactionManager.instance()).build();
  }

  @Bean
  CustomerCache customerCache(@Value("${trailmark.customer-cache-bytes:0}") long configured) {
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    return new CustomerCache(configured > 0 ? configured : quarter);
  }

  @Bean
  SnapshotTriggerDefinition customerSnapshots(Snapshotter snapshotter) {
    return new GrowingSnapshotTrigger(snapshotter);
  }
}
