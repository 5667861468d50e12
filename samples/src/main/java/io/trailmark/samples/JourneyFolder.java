package io.trailmark.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of "The Complete Journey", each {@code .csv} or {@code .csv.gz}. */
final class JourneyFolder {
  private final Path folder;

  /**
   * A folder.
   *
   * @throws WrongFile if it is none
   */
  JourneyFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new WrongFile(
          "is no folder: it must be one with transactions.csv, products.csv and the other files of"
              + " the R package completejourney, unpacked from any archive");
    }
    this.folder = folder;
  }

  Rows transactions() throws IOException {
    return needed(Baskets.COLUMNS, "transactions", "transactions_sample");
  }

  @Nullable Rows demographics() throws IOException {
    return find(List.of(Households.ID), "demographics");
  }

  @Nullable Rows campaigns() throws IOException {
    return find(List.of(Households.ID, Households.CAMPAIGN), "campaigns");
  }

  @Nullable Rows redemptions() throws IOException {
    return find(Households.REDEMPTION, "coupon_redemptions");
  }

  /** Each product's category, else its department. */
  Map<String, String> categories() throws IOException {
    Map<String, String> categories = new HashMap<>();
    Map<String, String> same = new HashMap<>();
    List<String> columns = List.of("product_id", "department", "product_category");
    try (Rows rows = needed(columns, "products")) {
      rows.forEachRemaining(
          row -> {
            String own = JourneyText.known(row, "product_category");
            String category = own.isEmpty() ? JourneyText.known(row, "department") : own;
            categories.put(row.get("product_id"), same.computeIfAbsent(category, first -> first));
          });
    }
    return categories;
  }

  /** When each campaign began. */
  Map<String, Instant> campaignDays() throws IOException {
    Map<String, Instant> days = new HashMap<>();
    List<String> columns = List.of(Households.CAMPAIGN, "start_date");
    try (Rows rows = find(columns, "campaign_descriptions")) {
      if (rows != null) {
        rows.forEachRemaining(
            row -> days.put(row.get(Households.CAMPAIGN), JourneyText.day(row, "start_date")));
      }
    } catch (IllegalArgumentException e) {
      throw new WrongFile("campaign_descriptions: " + e.getMessage());
    }
    return days;
  }

  private Rows needed(List<String> columns, String... names) throws IOException {
    Rows rows = find(columns, names);
    if (rows == null) {
      throw new WrongFile("holds no " + names[0] + ".csv or " + names[0] + ".csv.gz");
    }
    return rows;
  }

  private @Nullable Rows find(List<String> columns, String... names) throws IOException {
    Path file =
        Stream.of(names)
            .flatMap(name -> Stream.of(name + ".csv", name + ".csv.gz"))
            .map(folder::resolve)
            .filter(Files::exists)
            .findFirst()
            .orElse(null);
    return file == null
        ? null
        : new Rows(String.valueOf(file.getFileName()), Files.newInputStream(file), columns);
  }
}
