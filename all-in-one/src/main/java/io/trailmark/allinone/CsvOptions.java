package io.trailmark.allinone;

import io.trailmark.allinone.CsvMapping.BadMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a CSV file is to be read. */
final class CsvOptions {
  @Option(
      names = "--map",
      paramLabel = "FIELD=COLUMN|FIELD:VALUE",
      split = ",",
      description = {
        "csv: where fields come from, a column or the same value for every line, for example"
            + " customerId=CustomerID,occurredAt=Date,kind:order_placed,amount=Total; what is none"
            + " of customerId, kind, occurredAt and messageId is a property, and traits.plan=Plan a"
            + " trait of the customer from then on.",
        "Without one for these four, the column of the same name; without a messageId it is made of"
            + " the line; without a kind a line with traits tells these alone."
      })
  private List<String> map = new ArrayList<>();

  @Option(
      names = "--delimiter",
      paramLabel = "CHARACTER",
      description = "csv: what is between fields, or tab (default: a comma).")
  private @Nullable String delimiter;

  @Option(
      names = "--date-format",
      paramLabel = "PATTERN",
      description = "csv: for example \"dd/MM/yyyy HH:mm\" (default: ISO 8601).")
  private @Nullable String dateFormat;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "csv: of times that name no offset, for example Europe/London.")
  private @Nullable String zone;

  /**
   * Checks the options before anything is opened.
   *
   * @throws ParameterException naming the option and what would be right
   */
  void check(CommandSpec spec, ImportFormat format) {
    if (format != ImportFormat.CSV) {
      if (!map.isEmpty() || delimiter != null || dateFormat != null || zone != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--map, --delimiter, --date-format and --zone are for --format csv.");
      }
      return;
    }
    try {
      CsvMapping.of(map);
      separator();
      dates();
    } catch (BadMapping e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(), "--zone must be one like Europe/London or UTC.", e);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--delimiter must be one character or tab, --date-format like \"dd/MM/yyyy HH:mm\": "
              + e.getMessage(),
          e);
    }
  }

  CsvSource open(Path file) throws IOException {
    return new CsvSource(file, separator(), CsvMapping.of(map), dates());
  }

  private CsvDates dates() {
    return new CsvDates(dateFormat, zone == null ? null : ZoneId.of(zone));
  }

  private char separator() {
    if (delimiter == null) {
      return ',';
    }
    if (delimiter.equals("tab") || delimiter.equals("\\t")) {
      return '\t';
    }
    if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
      throw new IllegalArgumentException("--delimiter is \"" + delimiter + "\"");
    }
    return delimiter.charAt(0);
  }
}
