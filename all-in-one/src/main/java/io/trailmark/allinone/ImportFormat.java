package io.trailmark.allinone;

import io.trailmark.samples.CompleteJourney;
import io.trailmark.samples.OnlineRetailReader;
import io.trailmark.samples.WrongFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a file to import is written in. */
enum ImportFormat {
  NDJSON {
    @Override
    ImportSource read(Path file, CsvOptions csv) throws IOException {
      return new NdjsonSource(file);
    }
  },
  CSV {
    @Override
    ImportSource read(Path file, CsvOptions csv) throws IOException {
      return csv.open(file);
    }
  },
  ONLINE_RETAIL {
    @Override
    ImportSource read(Path file, CsvOptions csv) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        return new OnlineRetailSource(new OnlineRetailReader(in));
      }
    }
  },
  COMPLETE_JOURNEY {
    @Override
    ImportSource read(Path file, CsvOptions csv) throws IOException {
      return new CompleteJourneySource(new CompleteJourney(file));
    }
  };

  abstract ImportSource read(Path file, CsvOptions csv) throws IOException;

  /**
   * Opens a file.
   *
   * @throws Refusal if it cannot be read
   */
  ImportSource open(Path file, CsvOptions csv) {
    try {
      return read(file, csv);
    } catch (NoSuchFileException e) {
      throw new Refusal("There is no file " + file + ".", e);
    } catch (WrongFile e) {
      throw new Refusal(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Refusal(file + " cannot be read: " + e, e);
    }
  }

  /** Reads a format as it is written on the command line. */
  static final class Named implements ITypeConverter<ImportFormat> {
    @Override
    public ImportFormat convert(String name) {
      return switch (name) {
        case "ndjson" -> NDJSON;
        case "csv" -> CSV;
        case "online-retail" -> ONLINE_RETAIL;
        case "complete-journey" -> COMPLETE_JOURNEY;
        default ->
            throw new TypeConversionException(
                "must be ndjson, csv, online-retail or complete-journey");
      };
    }
  }
}
