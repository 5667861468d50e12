package io.trailmark.commandside.template;

import java.util.Iterator;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;

/**
 * Markdown as somebody would type it who has no markup: addresses stand beside what they are of.
 */
final class PlainText {
  /** Columns; what cannot be broken is longer. */
  private static final int WIDTH = 72;

  private final StringBuilder out = new StringBuilder();

  String of(Node document) {
    blocks(document, "", "");
    return out.toString();
  }

  /**
   * @param first before the first line
   * @param rest before every other
   */
  private void blocks(Node parent, String first, String rest) {
    String lead = first;
    for (Node block = parent.getFirstChild(); block != null; block = block.getNext()) {
      if (block != parent.getFirstChild() && !isTight(parent)) {
        out.append(rest.stripTrailing()).append('\n');
      }
      block(block, lead, rest);
      lead = rest;
    }
  }

  private static boolean isTight(Node parent) {
    return parent instanceof ListItem;
  }

  private void block(Node block, String first, String rest) {
    switch (block) {
      case Heading heading -> wrap(inline(heading), first, rest);
      case Paragraph paragraph -> wrap(inline(paragraph), first, rest);
      case BlockQuote quote -> blocks(quote, first + "> ", rest + "> ");
      case BulletList list -> items(list, List.<String>of().iterator(), first, rest);
      case OrderedList list -> numbered(list, first, rest);
      case ThematicBreak rule -> out.append(first).append("----").append('\n');
      case FencedCodeBlock code -> lines(code.getLiteral(), first, rest);
      case IndentedCodeBlock code -> lines(code.getLiteral(), first, rest);
      case HtmlBlock html -> lines(html.getLiteral(), first, rest);
      case CustomBlock other -> blocks(other, first, rest);
      default -> wrap(inline(block), first, rest);
    }
  }

  private void items(Node list, Iterator<String> marks, String first, String rest) {
    String lead = first;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      String mark = marks.hasNext() ? marks.next() : "- ";
      blocks(item, lead + mark, rest + " ".repeat(mark.length()));
      lead = rest;
    }
  }

  private void numbered(OrderedList list, String first, String rest) {
    Integer start = list.getMarkerStartNumber();
    Iterator<String> marks =
        java.util.stream.IntStream.iterate(start == null ? 1 : start, i -> i + 1)
            .mapToObj(i -> i + ". ")
            .iterator();
    items(list, marks, first, rest);
  }

  private void lines(String literal, String first, String rest) {
    String lead = first;
    for (String line : literal.stripTrailing().split("\n", -1)) {
      out.append(lead).append(line).append('\n');
      lead = rest;
    }
  }

  private void wrap(String text, String first, String rest) {
    String lead = first;
    for (String line : text.split("\n", -1)) {
      StringBuilder row = new StringBuilder(lead);
      boolean empty = true;
      for (String word : line.strip().split(" +")) {
        if (!empty && row.length() + 1 + word.length() > WIDTH) {
          out.append(row).append('\n');
          row = new StringBuilder(rest);
          empty = true;
        }
        row.append(empty ? "" : " ").append(word);
        empty = false;
      }
      out.append(row).append('\n');
      lead = rest;
    }
  }

  private static String inline(Node parent) {
    Inline inline = new Inline(parent);
    inline.walk(parent);
    return inline.text.toString();
  }

  /** What stands in a paragraph. */
  private static final class Inline extends AbstractVisitor {
    private final StringBuilder text = new StringBuilder();
    private final Node block;

    Inline(Node block) {
      this.block = block;
    }

    void walk(Node parent) {
      visitChildren(parent);
    }

    @Override
    public void visit(Text node) {
      text.append(node.getLiteral());
    }

    @Override
    public void visit(Code node) {
      text.append(node.getLiteral());
    }

    @Override
    public void visit(HtmlInline node) {
      text.append(node.getLiteral());
    }

    @Override
    public void visit(SoftLineBreak node) {
      text.append(' ');
    }

    @Override
    public void visit(HardLineBreak node) {
      text.append('\n');
    }

    @Override
    public void visit(Image node) {
      visitChildren(node);
    }

    @Override
    public void visit(Link node) {
      int from = text.length();
      visitChildren(node);
      String url = node.getDestination();
      if (text.substring(from).equals(url)) {
        return;
      }
      boolean alone =
          node.getParent() == block && node.getPrevious() == null && node.getNext() == null;
      text.append(alone ? ": " + url : " (" + url + ")");
    }
  }
}
