package io.trailmark.commandside.liquid;

/** A part of a template's text, in order. */
sealed interface Piece {
  /** As it is. */
  record Text(String text) implements Piece {}

  /**
   * {@code {{ … }}}.
   *
   * @param at where {@code inside} begins in the whole text
   */
  record Output(String inside, int at) implements Piece {}

  /**
   * <code>{% name … %}</code>.
   *
   * @param nameAt where the name begins in the whole text
   * @param at where {@code inside}, what follows the name, begins
   */
  record Tag(String name, int nameAt, String inside, int at) implements Piece {}
}
