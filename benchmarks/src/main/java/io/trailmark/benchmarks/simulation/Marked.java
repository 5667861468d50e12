package io.trailmark.benchmarks.simulation;

import io.trailmark.commandside.customer.CustomerCommand.StartSending;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.commandhandling.CommandBus;

/** When messages were last asked for whether they may go, by run and step, in machine time. */
final class Marked {
  private final Map<String, Long> asked = new ConcurrentHashMap<>();

  void watch(CommandBus commands) {
    commands.registerHandlerInterceptor(
        (unit, chain) -> {
          if (unit.getMessage().getPayload() instanceof StartSending start) {
            asked.put(start.run() + "/" + start.step(), System.nanoTime());
          }
          return chain.proceed();
        });
  }

  /** {@link Long#MIN_VALUE}: never. */
  long at(String message) {
    return asked.getOrDefault(message, Long.MIN_VALUE);
  }
}
