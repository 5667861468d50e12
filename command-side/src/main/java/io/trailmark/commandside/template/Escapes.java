package io.trailmark.commandside.template;

/** From what somebody else wrote to what may stand in a message. */
final class Escapes {
  private Escapes() {}

  /**
   * On one line, without what is no letter: control characters, and those that turn the direction
   * of what follows.
   */
  static String line(String value) {
    StringBuilder line = new StringBuilder(value.length());
    value
        .codePoints()
        .forEach(
            c -> {
              if (Character.isWhitespace(c) || c == 0x85 || c == 0xA0) {
                line.append(' ');
              } else if (!isUnseen(c)) {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }

  /** Whether a reader sees anything of it. */
  static boolean isSeen(String value) {
    return !line(value).isBlank();
  }

  private static boolean isUnseen(int c) {
    return Character.isISOControl(c)
        || c >= 0x202A && c <= 0x202E
        || c >= 0x2066 && c <= 0x2069
        || Character.getType(c) == Character.SURROGATE;
  }

  /** A backslash before all that could mean something in Markdown. */
  static String markdown(String value) {
    String line = line(value).replaceAll(" {2,}", " ");
    StringBuilder escaped = new StringBuilder(line.length() + 16);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c > ' ' && c < 127 && !isAlphanumeric(c)) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }

  private static boolean isAlphanumeric(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  /** Text, or an attribute's value between quotes. */
  static String html(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        case '\n', '\t' -> escaped.append(c);
        default -> escaped.append(isUnseen(c) && !Character.isSurrogate(c) ? "" : c);
      }
    }
    return escaped.toString();
  }
}
