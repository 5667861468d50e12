package io.trailmark.commandside.recording;

/** Which of the texts that sources send can be kept. */
public final class SourceText {
  /** An id's most characters. */
  public static final int LONGEST_ID = 256;

  private SourceText() {}

  /** Whether it is neither blank nor too long, and free of control characters. */
  public static boolean isId(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_ID
        && isWhole(text)
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** Whether it is whole Unicode without NUL, so that PostgreSQL can keep it. */
  public static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c) && !isPaired(text, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
