package io.trailmark.forecast.prediction;

import io.trailmark.segmentation.prediction.Histories;
import io.trailmark.segmentation.prediction.Spendings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The published sample, see cdnow-sample.md. */
final class Cdnow {
  private Cdnow() {}

  static Histories histories() {
    Histories.Builder builder = Histories.builder();
    for (String[] row : rows()) {
      builder.add(Integer.parseInt(row[1]), days(row[2]), days(row[3]));
    }
    return builder.build();
  }

  static Spendings spendings() {
    Spendings.Builder builder = Spendings.builder();
    for (String[] row : rows()) {
      if (!row[1].equals("0")) {
        builder.add(Integer.parseInt(row[1]), Double.parseDouble(row[4]));
      }
    }
    return builder.build();
  }

  private static int days(String weeks) {
    return (int) Math.round(7 * Double.parseDouble(weeks));
  }

  private static List<String[]> rows() {
    try (InputStream in = Cdnow.class.getResourceAsStream("cdnow-sample.csv")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().skip(1).map(line -> line.split(",")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
