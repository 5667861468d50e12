package io.trailmark.allinone;

import io.trailmark.allinone.CsvMapping.Column;
import io.trailmark.allinone.CsvMapping.Constant;
import io.trailmark.allinone.CsvMapping.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a record of a CSV file tells: one activity, if a kind is mapped, and a change of each trait.
 *
 * <p>Where no column has a message id, it is made of the kind, the record's fields and how many
 * equal records came before it, so that the same file is the same activities whenever it is read,
 * also when records were added at its end. That takes some 70 bytes of memory a record.
 */
final class CsvActivities {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<String> header;
  private final Map<String, Origin> own;
  private final Map<String, Origin> properties;
  private final Map<String, Origin> traits;
  private final CsvDates dates;
  private final Map<Long, Integer> equal = new HashMap<>();

  CsvActivities(List<String> header, CsvMapping mapping, CsvDates dates) {
    this.header = header;
    this.own = mapping.own();
    this.properties = mapping.properties();
    this.traits = mapping.traits();
    this.dates = dates;
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException saying why it cannot be read
   */
  List<ObjectNode> of(List<String> record) {
    check(record);
    List<ObjectNode> told = new ArrayList<>();
    if (own.containsKey(CsvMapping.KIND)) {
      told.add(activity(record));
    }
    traits.forEach(
        (trait, origin) -> {
          String value = value(origin, record);
          if (!value.isEmpty()) {
            told.add(change(trait, value, record));
          }
        });
    return told;
  }

  private void check(List<String> record) {
    if (record.size() != header.size()) {
      throw new IllegalArgumentException(
          "%d fields under %d columns".formatted(record.size(), header.size()));
    }
    if (record.stream().anyMatch(field -> field.indexOf('\ufffd') >= 0)) {
      throw new IllegalArgumentException("not UTF-8: convert the file (iconv -t UTF-8)");
    }
  }

  private ObjectNode activity(List<String> record) {
    ObjectNode json = common(record);
    ObjectNode filled = JSON.createObjectNode();
    properties.forEach(
        (field, origin) -> {
          String value = value(origin, record);
          if (!value.isEmpty()) {
            filled.put(field, value);
          }
        });
    if (!json.has(CsvMapping.MESSAGE_ID)) {
      json.put(CsvMapping.MESSAGE_ID, messageId(json.path(CsvMapping.KIND).asString(), record));
    }
    json.set("properties", filled);
    return json;
  }

  private ObjectNode change(String trait, String value, List<String> record) {
    ObjectNode json = common(record).put(CsvMapping.KIND, "trait_changed");
    String id =
        json.has(CsvMapping.MESSAGE_ID)
            ? json.path(CsvMapping.MESSAGE_ID).asString() + "/" + CsvMapping.TRAITS + trait
            : messageId(CsvMapping.TRAITS + trait, record);
    json.put(CsvMapping.MESSAGE_ID, id);
    json.putObject("properties").put("trait", trait).put("value", value);
    return json;
  }

  /** An activity's own fields. */
  private ObjectNode common(List<String> record) {
    ObjectNode json = JSON.createObjectNode();
    own.forEach(
        (field, origin) -> {
          String value = value(origin, record);
          json.put(field, field.equals("occurredAt") ? dates.read(value).toString() : value);
        });
    return json;
  }

  private String value(Origin origin, List<String> record) {
    return switch (origin) {
      case Column(String name) -> record.get(header.indexOf(name)).strip();
      case Constant(String value) -> value;
    };
  }

  private String messageId(String kind, List<String> fields) {
    MessageDigest digest = sha256();
    add(kind, digest);
    fields.forEach(field -> add(field, digest));
    String hash = HexFormat.of().formatHex(digest.digest(), 0, 16);
    int position = equal.merge(Long.parseUnsignedLong(hash, 0, 16, 16), 1, Integer::sum);
    return "csv/" + hash + "/" + position;
  }

  /** With its length, so that "ab","c" differs from "a","bc". */
  private static void add(String text, MessageDigest digest) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has it.", e);
    }
  }
}
