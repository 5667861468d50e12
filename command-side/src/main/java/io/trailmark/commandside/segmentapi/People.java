package io.trailmark.commandside.segmentapi;

import io.trailmark.commandside.contact.ContactBook;
import io.trailmark.commandside.contact.Joins;
import io.trailmark.commandside.recording.BadActivity;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What messages say about people: kept in the contact book, merged with what is known there. */
@Component
class People {
  private final ContactBook book;
  private final Joins joins;

  People(ContactBook book, Joins joins) {
    this.book = book;
    this.joins = joins;
  }

  /**
   * Joins the anonymous trail that a message with both ids tells of. One that is somebody else's
   * stays theirs: two people may share a device.
   */
  void join(Message message) {
    String anonymous = message.identified();
    if (anonymous != null) {
      joins.join(message.customer(), anonymous);
    }
  }

  void identify(Message message) {
    String customer = message.customer();
    JsonNode traits = message.object("traits");
    ObjectNode contact = JsonNodeFactory.instance.objectNode();
    ObjectNode free = JsonNodeFactory.instance.objectNode();
    traits
        .properties()
        .forEach(
            e -> {
              boolean known =
                  e.getKey().equals("email")
                      || e.getKey().equals("name")
                      || e.getKey().equals("phone");
              (known ? contact : free).set(e.getKey(), e.getValue());
            });
    if (!contact.hasNonNull("name") && traits.hasNonNull("firstName")) {
      contact.put(
          "name",
          (traits.path("firstName").asString("") + " " + traits.path("lastName").asString(""))
              .strip());
    }
    contact.set("traits", free);
    join(message);
    merge(customer, contact);
  }

  /**
   * A group's traits are not the person's, so that a company's name never becomes theirs: all are
   * kept under {@code group}, and those that rules may look at count for the person too.
   */
  void group(Message message) {
    String customer = message.customer();
    String group = message.id("groupId");
    if (group == null) {
      throw new BadActivity("groupId is missing");
    }
    ObjectNode traits = JsonNodeFactory.instance.objectNode();
    ObjectNode all = traits.putObject("group");
    message
        .object("traits")
        .properties()
        .forEach(
            e -> {
              all.set(e.getKey(), e.getValue());
              if (book.isSeenByRules(e.getKey())) {
                traits.set(e.getKey(), e.getValue());
              }
            });
    all.put("groupId", group);
    ObjectNode contact = JsonNodeFactory.instance.objectNode();
    contact.set("traits", traits);
    merge(customer, contact);
  }

  /** The previous id may be one that was identified, or an anonymous one: both are the user's. */
  void alias(Message message) {
    String customer = message.customer();
    String previous = message.id("previousId");
    if (previous == null) {
      throw new BadActivity("previousId is missing");
    }
    if (message.id("userId") == null) {
      throw new BadActivity("userId is missing: it is whom previousId is joined to");
    }
    boolean taken = false;
    for (String other : List.of(previous, Message.ANONYMOUS + previous)) {
      taken |= joins.join(customer, other) == Joins.Outcome.TAKEN;
    }
    if (taken) {
      throw new BadActivity("previousId was joined to another customer before, and stays theirs");
    }
  }

  private void merge(String customer, ObjectNode contact) {
    try {
      book.merge(customer, contact);
    } catch (ResponseStatusException e) {
      if (!e.getStatusCode().is4xxClientError()) {
        throw e;
      }
      throw new BadActivity("traits: " + e.getReason());
    }
  }
}
