package io.trailmark.commandside.delivery;

import io.swagger.v3.oas.annotations.Operation;
import io.trailmark.commandside.contact.Reach;
import io.trailmark.commandside.recording.RequestBody;
import io.trailmark.commandside.template.TemplateProblem;
import io.trailmark.commandside.web.JsonBody;
import io.trailmark.eventstore.Identities;
import io.trailmark.eventstore.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/** Sends a template to somebody who tries it out. */
@RestController
class TestMessageEndpoint {
  private static final int LARGEST = 4 << 10;

  private final List<Way> ways;
  private final Identities identities;
  private final Reach reach;

  TestMessageEndpoint(List<Way> ways, Identities identities, Reach reach) {
    this.ways = ways;
    this.identities = identities;
    this.reach = reach;
  }

  /**
   * The answer.
   *
   * @param via which delivery accepted it
   */
  record Answer(String via) {}

  @Operation(
      summary = "Sends a template, with a customer's data, to an address of one's own",
      description =
          "Nothing is recorded, and the links of the message change nothing. Whoever gets it sees"
              + " that customer's data.")
  @PostMapping("/api/messages/test")
  Answer send(HttpServletRequest request) throws IOException {
    JsonNode json =
        JsonBody.object(
            RequestBody.whole(request, LARGEST, "send one test message"),
            "template",
            "customer",
            "to",
            "channel");
    String channel = json.has("channel") ? JsonBody.needed(json, "channel", 20) : "email";
    String to = JsonBody.needed(json, "to", 320);
    Delivery delivery = delivery(channel);
    String customer = customer(JsonBody.needed(json, "customer", 256));
    if (reach.isSuppressed(channel, to)) {
      throw new ResponseStatusException(
          HttpStatus.CONFLICT, "to is suppressed: nothing is ever sent there.");
    }
    String template = JsonBody.needed(json, "template", 200);
    send(delivery, new Delivery.Message(customer, "", "", 0, channel, template), to);
    return new Answer(delivery.name());
  }

  private static void send(Delivery delivery, Delivery.Message message, String to) {
    try {
      delivery.trial(message, to).way().run();
    } catch (TemplateProblem e) {
      throw new ResponseStatusException(
          HttpStatus.UNPROCESSABLE_CONTENT, String.valueOf(e.getMessage()));
    } catch (Delivery.Refused | Delivery.NotSent | Delivery.Ambiguous e) {
      throw new ResponseStatusException(
          HttpStatus.BAD_GATEWAY, delivery.name() + " did not take it: " + e.getMessage());
    }
  }

  private Delivery delivery(String channel) {
    return ways.stream()
        .map(way -> way.deliveries().get(channel))
        .filter(d -> d != null && !channel.contains(":"))
        .findFirst()
        .orElseThrow(() -> Problem.badField("channel", "channel must be email, sms or push"));
  }

  private String customer(String id) {
    return identities
        .find(id)
        .filter(key -> !identities.sourceIdsOf(List.of(key)).isEmpty())
        .orElseThrow(
            () ->
                new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "customer: nobody is called so."));
  }
}
