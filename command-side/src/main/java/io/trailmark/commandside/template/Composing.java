package io.trailmark.commandside.template;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes messages of templates. */
@Component
public class Composing {
  private final Templates templates;
  private final Facts facts;
  private final Shop shop;

  Composing(Templates templates, Facts facts, Shop shop) {
    this.templates = templates;
    this.facts = facts;
    this.shop = shop;
  }

  /**
   * What is said to one customer now. Nothing is recorded.
   *
   * @param channel {@code email}, {@code sms} or {@code push}
   * @param customer internal key
   * @param run that it is sent in, null if in none
   * @throws TemplateProblem naming template, line and variable, never a value
   */
  public Composed compose(
      String template, String channel, String customer, @Nullable String run, MessageLinks links) {
    return compose(templates.template(template), channel, customer, run, links);
  }

  Composed compose(
      Template template,
      String channel,
      String customer,
      @Nullable String run,
      MessageLinks links) {
    template.mustBeFor(channel);
    Facts.Known known = facts.of(customer, run);
    return new Writing(template, known.values(), links, known.now(), shop.language())
        .write(channel);
  }
}
