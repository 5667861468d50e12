package io.trailmark.commandside.template;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Stands for the branch w-templates until that is merged: says no more than the template's name.
 */
@Component
public class Composing {

  /**
   * Composes a message.
   *
   * @throws TemplateProblem naming template, line and variable, never a value
   */
  public Composed compose(
      String template, String channel, String customer, @Nullable String run, MessageLinks links) {
    String text =
        "Message "
            + template
            + "\n\nTo shop: "
            + links.click("https://shop.example/")
            + "\nNo more of this: "
            + links.unsubscribe()
            + "\n";
    if (!channel.equals("email")) {
      return new Composed("", text, null);
    }
    String pixel = links.open();
    return new Composed(
        template,
        text,
        "<!doctype html><html lang=\"en\"><head><title>"
            + template
            + "</title></head><body><h1>"
            + template
            + "</h1><p><a href=\""
            + links.click("https://shop.example/")
            + "\">To the shop</a> <a href=\""
            + links.survey("too-expensive")
            + "\">Too expensive</a> <a href=\""
            + links.unsubscribe()
            + "\">No more of this</a></p>"
            + (pixel == null ? "" : "<img src=\"" + pixel + "\" alt=\"\">")
            + "</body></html>");
  }
}
