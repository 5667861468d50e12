package io.trailmark.commandside.outbox;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.CommandSide;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many messages at once go out in company, and each once. */
class OutboxSpeedTest {
  private static final int MESSAGES = 3_000;

  @Test
  void keepsManyAtOnce() {
    try (CommandSide app = CommandSide.start("2011-03-01T12:00:00Z", TWO_SEQUENCES)) {
      app.stopTime();
      List<String> orders = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        orders.add(order("o" + i, "c" + i, "2011-03-01T11:00:00Z", "10.00"));
        if (orders.size() == 1_000) {
          app.record(orders.toArray(String[]::new));
          orders.clear();
        }
      }
      app.post("/api/pauses", "{\"all\":true}");
      // Nothing else is to be done meanwhile.
      eventually(
          () ->
              app.jdbc().sql("select count(*) from deadline").query(Long.class).single()
                  == MESSAGES);
      app.jdbc()
          .sql(
              "insert into domain_event (aggregate, sequence, aggregate_type, recorded_at,"
                  + " payload_type, payload) select customer, sequence + 1, 'Customer', (select"
                  + " max(recorded_at) from domain_event),"
                  + " 'io.trailmark.sharedevents.MessageIntended',"
                  + " convert_to(json_build_object('customer', customer, 'run', customer ||"
                  + " '/post-purchase/1', 'sequence', 'post-purchase', 'step', 1, 'channel',"
                  + " 'email', 'template', 'thank-you', 'at', 0)::text, 'UTF8') from customer")
          .update();
      app.jdbc().sql("update customer set sequence = sequence + 1").update();
      eventually(
          () ->
              app.jdbc().sql("select count(*) from delivery").query(Long.class).single()
                  == MESSAGES);
      long start = System.nanoTime();
      app.delete("/api/pauses/1");
      eventually(
          () -> app.jdbc().sql("select count(*) from delivery").query(Long.class).single() == 0);
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf("%.0f messages/s through the outbox%n", MESSAGES / seconds);
      assertThat(app.jdbc().sql("select count(*) from outbox").query(Long.class).single())
          .isEqualTo(MESSAGES);
    }
  }
}
