package io.trailmark.commandside.liquid;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template's text into its pieces. */
final class Pieces {
  private static final Pattern NAME = Pattern.compile("\\s*(#|[A-Za-z_]\\w*)?");
  private static final Pattern END_OF_RAW = Pattern.compile("\\{%(-?)\\s*endraw\\s*(-?)%\\}");
  private static final Pattern COMMENT =
      Pattern.compile("\\{%(-?)\\s*(comment|endcomment|raw)\\b[^%]*?(-?)%\\}");

  private final Source source;
  private final String text;
  private final List<Piece> pieces = new ArrayList<>();
  private int at;
  private boolean trim;

  private Pieces(Source source) {
    this.source = source;
    this.text = source.text();
  }

  static List<Piece> of(Source source) {
    Pieces pieces = new Pieces(source);
    while (pieces.at < pieces.text.length()) {
      pieces.next();
    }
    return pieces.pieces;
  }

  private void next() {
    int open = opening(at);
    if (open < 0) {
      addText(text.substring(at), false);
      at = text.length();
      return;
    }
    boolean trimmed = text.startsWith("-", open + 2);
    addText(text.substring(at, open), trimmed);
    boolean output = text.charAt(open + 1) == '{';
    int from = open + (trimmed ? 3 : 2);
    int end = closing(open, from, output ? "}}" : "%}");
    boolean trims = end > from && text.charAt(end - 1) == '-';
    String inside = text.substring(from, trims ? end - 1 : end);
    at = end + 2;
    trim = trims;
    if (output) {
      pieces.add(new Piece.Output(inside, from));
    } else {
      tag(open, inside, from);
    }
  }

  private int opening(int from) {
    int open = text.indexOf('{', from);
    while (open >= 0 && (open + 1 == text.length() || "{%".indexOf(text.charAt(open + 1)) < 0)) {
      open = text.indexOf('{', open + 1);
    }
    return open;
  }

  /** What is between quotes closes nothing. */
  private int closing(int open, int from, String close) {
    char quote = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (text.startsWith(close, i)) {
        return i;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (text.startsWith("{{", i) || text.startsWith("{%", i)) {
        break;
      }
    }
    String opened = text.substring(open, open + 2);
    // A comment may hold a lone apostrophe.
    int plain = text.indexOf(close, from);
    if (quote != 0 && plain >= 0 && text.substring(from, plain).stripLeading().startsWith("#")) {
      return plain;
    }
    throw source.problem(
        open,
        quote == 0
            ? "`" + opened + "` is never closed by `" + close + "`"
            : "a quote after this `" + opened + "` is never closed by another " + quote);
  }

  private void addText(String piece, boolean trimEnd) {
    String left = trim ? piece.stripLeading() : piece;
    String kept = trimEnd ? left.stripTrailing() : left;
    trim = false;
    if (!kept.isEmpty()) {
      pieces.add(new Piece.Text(kept));
    }
  }

  private void tag(int open, String inside, int from) {
    Matcher name = NAME.matcher(inside);
    name.lookingAt();
    switch (name.group(1)) {
      case null -> throw source.problem(open, "`{%` is followed by the name of a tag");
      case "#" -> {}
      case "raw" -> raw(open);
      case "comment" -> comment(open);
      case String tag ->
          pieces.add(
              new Piece.Tag(
                  tag, from + name.start(1), inside.substring(name.end()), from + name.end()));
    }
  }

  private void raw(int open) {
    Matcher end = END_OF_RAW.matcher(text);
    if (!end.find(at)) {
      throw source.problem(open, "`raw` is never closed by `endraw`");
    }
    addText(text.substring(at, end.start()), !end.group(1).isEmpty());
    at = end.end();
    trim = !end.group(2).isEmpty();
  }

  private void comment(int open) {
    Matcher next = COMMENT.matcher(text);
    int depth = 1;
    int from = at;
    while (depth > 0) {
      if (!next.find(from)) {
        throw source.problem(open, "`comment` is never closed by `endcomment`");
      }
      from = next.end();
      depth +=
          switch (next.group(2)) {
            case "comment" -> 1;
            case "endcomment" -> -1;
            default -> 0;
          };
    }
    at = from;
    trim = !next.group(3).isEmpty();
  }
}
