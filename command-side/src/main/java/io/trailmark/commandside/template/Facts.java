package io.trailmark.commandside.template;

import io.trailmark.commandside.contact.ContactBook;
import io.trailmark.commandside.contact.ContactBook.Person;
import io.trailmark.commandside.customer.CustomerFacts;
import io.trailmark.commandside.playbook.Standings;
import io.trailmark.eventstore.BusinessClock;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.rule.Surveys;
import io.trailmark.segmentation.rule.View;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What is known of a message's reader, in the words of templates. */
@Component
class Facts {
  private final CustomerFacts customers;
  private final ContactBook contacts;
  private final Standings standings;
  private final BusinessClock clock;
  private final Shop shop;

  Facts(
      CustomerFacts customers,
      ContactBook contacts,
      Standings standings,
      BusinessClock clock,
      Shop shop) {
    this.customers = customers;
    this.contacts = contacts;
    this.standings = standings;
    this.clock = clock;
    this.shop = shop;
  }

  /**
   * What is known.
   *
   * @param now on the reader's clock
   */
  record Known(Map<String, Object> values, ZonedDateTime now) {}

  /**
   * Of one customer, in one run.
   *
   * @param customer internal key
   * @param runId null: none
   */
  Known of(String customer, @Nullable String runId) {
    CustomerFacts.Known known = customers.of(customer, runId);
    Playbook playbook = standings.refresh().playbook();
    ZoneId zone = playbook == null ? ZoneOffset.UTC : playbook.zone();
    long now = clock.millis();
    View view = new View(known.timeline(), Surveys.NONE, zone).local(now);
    Words words =
        new Words(
            view, now, playbook == null ? Currency.getInstance("EUR") : playbook.currency(), shop);
    Map<String, Object> values = new HashMap<>();
    values.put("customer", person(contacts.person(customer)));
    values.put("shop", shop());
    values.put("segments", List.copyOf(known.segments()));
    values.put("now", words.at(now));
    values.putAll(words.orders());
    values.put("cart", words.cart());
    putIf(values, "occasion", words.occasion());
    CustomerFacts.Passage passage = known.run();
    if (passage != null) {
      RunWords run = new RunWords(words, passage, sequences(passage));
      values.put("run", run.values());
      putIf(values, "occasion", run.occasion());
    }
    return new Known(values, Instant.ofEpochMilli(now).atZone(view.zone()));
  }

  private Playbook sequences(CustomerFacts.Passage passage) {
    return standings.current().playbook(passage.playbookVersion());
  }

  static void putIf(Map<String, Object> values, String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  private Map<String, Object> shop() {
    Map<String, Object> values = new HashMap<>();
    values.put("name", shop.shownName());
    values.put("url", shop.home());
    values.put("address", shop.postalAddress());
    values.put("cart_url", shop.cart());
    putIf(values, "coupon", given(shop.coupon()));
    return values;
  }

  private static Map<String, Object> person(Person person) {
    Map<String, Object> values = new HashMap<>();
    putIf(values, "name", given(person.name()));
    putIf(values, "first_name", firstName(person));
    putIf(values, "email", given(person.email()));
    putIf(values, "phone", given(person.phone()));
    values.put("traits", value(person.traits()));
    return values;
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || !Escapes.isSeen(text) ? null : text.strip();
  }

  /** As the source tells it, else the name up to its first space. */
  private static @Nullable String firstName(Person person) {
    for (String trait : List.of("first_name", "firstName", "firstname")) {
      JsonNode told = person.traits().path(trait);
      if (told.isString() && given(told.stringValue()) instanceof String name) {
        return name;
      }
    }
    String name = given(person.name());
    return name == null ? null : name.split("\\s+")[0];
  }

  /** JSON's null is no value. */
  private static Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> values = new HashMap<>();
      node.properties()
          .forEach(
              e -> {
                if (!e.getValue().isNull()) {
                  values.put(e.getKey(), value(e.getValue()));
                }
              });
      return values;
    }
    if (node.isArray()) {
      List<Object> values = new ArrayList<>();
      node.forEach(one -> values.add(one.isNull() ? "" : value(one)));
      return values;
    }
    return node.isNumber()
        ? node.decimalValue()
        : node.isBoolean() ? (Object) node.booleanValue() : node.asString();
  }
}
