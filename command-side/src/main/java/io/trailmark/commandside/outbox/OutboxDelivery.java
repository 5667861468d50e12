package io.trailmark.commandside.outbox;

import io.trailmark.commandside.contact.Reach;
import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.commandside.delivery.Outcome;
import io.trailmark.commandside.delivery.Way;
import io.trailmark.commandside.link.Links;
import io.trailmark.commandside.template.Composed;
import io.trailmark.commandside.template.Composing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Sends nothing outside: messages stay in the outbox. Takes what nothing else is there for. */
@Component
@Order(100)
class OutboxDelivery implements Delivery, Way {
  private static final int TOGETHER = 50;

  private final Outbox outbox;
  private final Composing composing;
  private final Links links;
  private final Reach reach;

  OutboxDelivery(Outbox outbox, Composing composing, Links links, Reach reach) {
    this.outbox = outbox;
    this.composing = composing;
    this.links = links;
    this.reach = reach;
  }

  @Override
  public Map<String, Delivery> deliveries() {
    return Map.of("email", this, "sms", this, "push", this);
  }

  @Override
  public String name() {
    return "outbox";
  }

  @Override
  public int together() {
    return TOGETHER;
  }

  /** A message that is kept when it is handed over. */
  private record Keeping(Outbox outbox, Kept kept) implements Runnable {
    @Override
    public void run() {
      outbox.keep(List.of(kept));
    }
  }

  @Override
  public Ready ready(Message m) {
    return ready(m, reach.address(m.customer(), m.channel()), false);
  }

  @Override
  public Ready trial(Message m, String to) {
    return ready(m, to, true);
  }

  private Ready ready(Message m, @Nullable String address, boolean test) {
    Composed composed =
        composing.compose(
            m.template(),
            m.channel(),
            m.customer(),
            test ? null : m.run(),
            test ? links.ofTrial(m) : links.of(m));
    // Not given out as its address: that one has gone nowhere by then changes nothing here.
    return new Ready(m, null, new Keeping(outbox, new Kept(m, address, composed, test)));
  }

  @Override
  public void deliver(Message message) {
    ready(message).way().run();
  }

  /** All in one transaction; what is in the way of one then is tried with each alone. */
  @Override
  public List<Outcome> deliver(List<Ready> messages) {
    List<Kept> kept = messages.stream().map(m -> ((Keeping) m.way()).kept()).toList();
    Outcome together = Outcome.of(() -> outbox.keep(kept));
    if (together instanceof Outcome.Accepted || messages.size() == 1) {
      return new ArrayList<>(messages.stream().map(m -> together).toList());
    }
    return Delivery.super.deliver(messages);
  }
}
