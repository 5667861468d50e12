package io.trailmark.queryside.backtest;

import io.trailmark.eventstore.web.Problem;
import io.trailmark.queryside.playbook.Playbooks;
import io.trailmark.queryside.playbook.Playbooks.Active;
import io.trailmark.queryside.playbook.Playbooks.Drafted;
import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Spelling;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked, as it is sent.
 *
 * @param playbook YAML or JSON text
 */
record BacktestRequest(
    @Nullable String playbook,
    @Nullable Integer version,
    @Nullable LocalDate from,
    @Nullable LocalDate to) {
  static final int DEFAULT_DAYS = 365;
  static final int MOST_YEARS = 20;
  private static final int LARGEST = 2 << 20;
  private static final LocalDate FIRST_DAY = LocalDate.EPOCH;
  private static final List<String> FIELDS = List.of("playbook", "version", "from", "to");
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Reads a body.
   *
   * @throws ErrorResponseException 400 naming the field, 413 too large, 415 another type
   */
  static BacktestRequest read(HttpServletRequest request) throws IOException {
    // A page of another site can have a browser send anything but this without asking.
    if (!isJson(request.getContentType())) {
      throw Problem.field(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type",
          "Content-Type is application/json, with {\"playbook\": \"<yaml>\", \"from\":"
              + " \"2011-01-01\", \"to\": \"2011-12-09\"}, or \"version\" in place of"
              + " \"playbook\".");
    }
    byte[] sent = request.getInputStream().readNBytes(LARGEST + 1);
    if (sent.length > LARGEST) {
      throw Problem.field(
          HttpStatus.CONTENT_TOO_LARGE, "body", "The body is at most " + LARGEST + " bytes.");
    }
    return read(sent);
  }

  private static boolean isJson(@Nullable String type) {
    try {
      return type != null
          && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(type));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static BacktestRequest read(byte[] sent) {
    JsonNode body = json(sent);
    for (String name : body.propertyNames()) {
      if (!FIELDS.contains(name)) {
        String hint =
            Spelling.nearest(name, FIELDS)
                .map(near -> "did you mean `" + near + "`?")
                .orElse("there are " + String.join(", ", FIELDS) + ".");
        throw bad(name, "`" + name + "` is not known here: " + hint);
      }
    }
    return new BacktestRequest(
        text(body.path("playbook")),
        version(body.path("version")),
        day("from", body.path("from")),
        day("to", body.path("to")));
  }

  private static JsonNode json(byte[] sent) {
    try {
      JsonNode body =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(sent)).toString());
      if (body.isObject()) {
        return body;
      }
    } catch (CharacterCodingException | JacksonException e) {
      // Told below.
    }
    throw bad(
        "body",
        "The body is a JSON object: {\"playbook\": \"<yaml>\", \"from\": \"2011-01-01\", \"to\":"
            + " \"2011-12-09\"}.");
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static @Nullable String text(JsonNode node) {
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isString()) {
      throw bad("playbook", "playbook is the text of a playbook in YAML or JSON, as a string.");
    }
    return node.stringValue();
  }

  private static @Nullable Integer version(JsonNode node) {
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
      throw bad("version", "version is the number of a playbook's version, from 1 on.");
    }
    return node.intValue();
  }

  private static @Nullable LocalDate day(String field, JsonNode node) {
    if (isAbsent(node)) {
      return null;
    }
    try {
      LocalDate day = LocalDate.parse(node.isString() ? node.stringValue() : "");
      if (!day.isBefore(FIRST_DAY)) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    throw bad(
        field,
        "%s is a day from 1970-01-01 on, written like \"2011-12-09\", not %s."
            .formatted(field, node));
  }

  private static ErrorResponseException bad(String field, String detail) {
    return Problem.field(HttpStatus.BAD_REQUEST, field, detail);
  }

  /**
   * What it comes to.
   *
   * @param now business time, milliseconds
   * @throws io.trailmark.segmentation.playbook.InvalidPlaybook naming what is wrong in the text
   */
  Asked asked(Playbooks playbooks, long now) {
    Optional<Active> active = playbooks.activeIfAny();
    Drafted candidate = candidate(playbooks, active);
    Playbook read = candidate.playbook();
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(now), read.zone());
    LocalDate last = to == null ? today : to;
    LocalDate first = from == null ? before(last) : from;
    check(first, last, today, read);
    return new Asked(
        candidate.text(),
        read.name(),
        read.zone().getId(),
        read.currency().getCurrencyCode(),
        version,
        active.map(Active::version).orElse(null),
        first,
        last,
        now);
  }

  private static LocalDate before(LocalDate last) {
    LocalDate first = last.minusDays(DEFAULT_DAYS - 1L);
    return first.isBefore(FIRST_DAY) ? FIRST_DAY : first;
  }

  private void check(LocalDate first, LocalDate last, LocalDate today, Playbook read) {
    if (last.isAfter(today)) {
      throw bad(
          "to",
          "to (%s) must not be after today, which is %s in the playbook's zone, %s."
              .formatted(last, today, read.zone()));
    }
    if (first.isAfter(last)) {
      throw bad(
          "from",
          "from (%s) must not be after to (%s%s)."
              .formatted(first, last, to == null ? ", today, where it is absent" : ""));
    }
    if (first.isBefore(last.minusYears(MOST_YEARS))) {
      throw bad(
          "from",
          "A period is at most %d years: from must not be before %s."
              .formatted(MOST_YEARS, last.minusYears(MOST_YEARS)));
    }
  }

  private Drafted candidate(Playbooks playbooks, Optional<Active> active) {
    if (playbook == null && version == null) {
      throw bad(
          "playbook",
          "Say which playbook: its text in playbook, or the number of a version in version.");
    }
    if (playbook != null && version != null) {
      throw bad("version", "There are both playbook and version: say one of them.");
    }
    return version == null
        ? sent(String.valueOf(playbook), active)
        : drafted(version, playbooks.drafted());
  }

  private static Drafted sent(String text, Optional<Active> active) {
    String complete = Playbook.complete(text);
    Playbook read = Playbook.parse(complete);
    active
        .map(a -> a.playbook().currency())
        .filter(kept -> !kept.equals(read.currency()))
        .ifPresent(
            kept -> {
              throw Problem.field(
                  HttpStatus.UNPROCESSABLE_CONTENT,
                  "playbook",
                  "currency must be %s, in which everything so far was recorded, not %s."
                      .formatted(kept, read.currency()));
            });
    return new Drafted(0, complete, read);
  }

  private static Drafted drafted(int version, Map<Integer, Drafted> known) {
    Drafted found = known.get(version);
    if (found == null) {
      throw Problem.field(
          HttpStatus.NOT_FOUND,
          "version",
          "There is no version %d: known are %s."
              .formatted(
                  version,
                  known.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    return found;
  }
}
