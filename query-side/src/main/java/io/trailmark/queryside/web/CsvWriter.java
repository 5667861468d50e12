package io.trailmark.queryside.web;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Rows with LF, cells quoted only where they must be. */
public final class CsvWriter {
  private final Writer out;

  public CsvWriter(Writer out) {
    this.out = out;
  }

  /** One row; null is an empty cell. */
  public void row(@Nullable String... cells) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      if (i > 0) {
        out.write(',');
      }
      String cell = cells[i];
      if (cell != null) {
        out.write(quotedIfNeeded(cell));
      }
    }
    out.write('\n');
  }

  private static String quotedIfNeeded(String cell) {
    boolean needed = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return needed ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }

  /** With an apostrophe in front if a spreadsheet might take the cell for a formula. */
  public static String withoutFormula(String cell) {
    return !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }
}
