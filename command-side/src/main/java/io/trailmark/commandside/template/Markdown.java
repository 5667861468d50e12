package io.trailmark.commandside.template;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** A message's body, of which both its parts are made. */
final class Markdown {
  private static final String FONT =
      "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
  static final String TEXT = FONT + "font-size:16px;line-height:1.6;color:#24292f;";

  private static final Parser PARSER = Parser.builder().build();

  /** HTML of the body's own author stands there as text: there is a section for it. */
  private static final HtmlRenderer HTML =
      HtmlRenderer.builder()
          .escapeHtml(true)
          .attributeProviderFactory(context -> Markdown::style)
          .build();

  private final Node document;

  private Markdown(Node document) {
    this.document = document;
  }

  /**
   * Reads a body.
   *
   * @param address from a link's address to the one that stands there
   */
  static Markdown read(String text, UnaryOperator<String> address) {
    Node document = PARSER.parse(text);
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            link.setDestination(address.apply(link.getDestination()));
            visitChildren(link);
          }
        });
    return new Markdown(document);
  }

  String html() {
    return HTML.render(document);
  }

  String text() {
    return new PlainText().of(document);
  }

  /** Whether it is a paragraph of nothing but a link in bold: then it is a button. */
  private static boolean isButton(Node node) {
    return node instanceof Link
        && node.getParent() instanceof Paragraph
        && node.getPrevious() == null
        && node.getNext() == null
        && node.getFirstChild() instanceof StrongEmphasis
        && node.getFirstChild() == node.getLastChild();
  }

  /** Mail programs drop style sheets, so every element has its own; classes are for dark mode. */
  private static void style(Node node, String tag, Map<String, String> attributes) {
    switch (node) {
      case Link link when isButton(link) -> {
        attributes.put("class", "button");
        attributes.put(
            "style",
            FONT
                + "display:inline-block;padding:12px 22px;border-radius:8px;background:#1f4e46;"
                + "color:#ffffff;font-size:16px;line-height:1.25;text-decoration:none;");
      }
      case Link link -> {
        attributes.put("class", "link");
        attributes.put("style", "color:#1f6456;text-decoration:underline;");
      }
      case Heading heading -> {
        attributes.put("class", "text");
        attributes.put("style", FONT + heading(heading.getLevel()));
      }
      case Paragraph p -> {
        attributes.put("class", "text");
        attributes.put("style", "margin:0 0 16px;" + TEXT);
      }
      case BulletList list -> {
        attributes.put("class", "text");
        attributes.put("style", "margin:0 0 16px;padding:0 0 0 22px;" + TEXT);
      }
      case OrderedList list -> {
        attributes.put("class", "text");
        attributes.put("style", "margin:0 0 16px;padding:0 0 0 24px;" + TEXT);
      }
      case ListItem item -> attributes.put("style", "margin:0 0 6px;");
      case BlockQuote quote -> {
        attributes.put("class", "quote");
        attributes.put(
            "style", "margin:0 0 16px;padding:2px 0 2px 16px;border-left:3px solid #cfd8d3;");
      }
      case ThematicBreak rule -> {
        attributes.put("class", "rule");
        attributes.put("style", "margin:24px 0;border:0;border-top:1px solid #e4e1da;");
      }
      case Image image ->
          attributes.put(
              "style", "display:block;max-width:100%;height:auto;border:0;border-radius:8px;");
      case Code code -> attributes.put("style", "font-family:Menlo,Consolas,monospace;");
      case FencedCodeBlock code ->
          attributes.put("style", "font-family:Menlo,Consolas,monospace;white-space:pre-wrap;");
      default -> {}
    }
  }

  private static String heading(int level) {
    String size =
        switch (level) {
          case 1 -> "font-size:24px;line-height:1.3;margin:0 0 16px;";
          case 2 -> "font-size:19px;line-height:1.35;margin:24px 0 10px;";
          default -> "font-size:16px;line-height:1.4;margin:20px 0 8px;";
        };
    return size + "font-weight:650;color:#24292f;";
  }
}
