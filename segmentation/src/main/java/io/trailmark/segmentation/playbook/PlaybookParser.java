package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.sequence.Sequence;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From YAML to a playbook, or to everything that is wrong with it. */
final class PlaybookParser {
  static final String[] KEYS = {
    "playbook", "zone", "currency", "country", "predictions", "guards", "segments", "sequences"
  };

  /** Segments, or sequences. */
  private static final int MOST = 250;

  private final Problems problems;
  private final SegmentRules rules;
  private final RuleParser parser;
  private final Literals literals;
  private final Included included;
  private final Map<String, Entry> segments = new LinkedHashMap<>();
  private final Map<String, Entry> sequences = new LinkedHashMap<>();

  /** Of the calendars that a segment or sequence names, where it names no other. */
  private final Map<Entry, String> countries = new IdentityHashMap<>();

  private PlaybookParser(Problems problems) {
    this.problems = problems;
    rules = new SegmentRules(problems);
    parser = rules.parser();
    literals = parser.literals();
    included = new Included(problems);
  }

  static Playbook parse(String yaml, boolean stored) {
    PlaybookParser parser = new PlaybookParser(new Problems(stored));
    List<Entry> documents = Entry.read(yaml, parser.problems);
    Playbook playbook =
        documents.isEmpty()
            ? null
            : parser.playbook(documents.getFirst(), documents.subList(1, documents.size()));
    if (!parser.problems.found().isEmpty() || playbook == null) {
      throw new InvalidPlaybook(parser.problems.found());
    }
    return playbook;
  }

  private @Nullable Playbook playbook(Entry root, List<Entry> others) {
    root.only(KEYS);
    String name = root.need("playbook").text();
    ZoneId zone = zone(root.need("zone"));
    Currency currency = currency(root.need("currency"));
    Entry predictions = root.get("predictions");
    boolean predicts = predictions != null && literals.flag(predictions);
    if (predicts) {
      parser.measures().predicting();
    }
    if (currency != null) {
      literals.in(currency);
    }
    included.add(name, others);
    collect(root, null);
    Entry list = root.get("segments");
    if (segments.isEmpty() && list != null) {
      problems.add(list, "a playbook needs at least one segment");
    }
    if (isTooLong(segments, "segments") || isTooLong(sequences, "sequences")) {
      return null;
    }
    segments.forEach((id, entry) -> rules.add(id, entry.need("when"), countries.get(entry)));
    List<Segment> read = new ArrayList<>();
    segments.values().forEach(entry -> read.add(included.at(entry, () -> segment(entry))));
    List<Sequence> spoken = new ArrayList<>();
    sequences.values().forEach(entry -> spoken.add(included.at(entry, () -> sequence(entry))));
    Guards guards = new GuardsParser(problems, literals).guards(root.get("guards"));
    return zone == null || currency == null
        ? null
        : new Playbook(name, zone, currency, predicts, guards, read, spoken);
  }

  /** Every customer is looked at by every segment, each time something happens. */
  private boolean isTooLong(Map<String, Entry> there, String what) {
    if (there.size() <= MOST) {
      return false;
    }
    Entry first = there.values().stream().skip(MOST).findFirst().orElseThrow();
    problems.add(first, "a playbook has at most " + MOST + " " + what + ", not " + there.size());
    return true;
  }

  /**
   * Takes up the segments and sequences of a document, and of those that it includes.
   *
   * @param including the country of the document that includes it
   */
  private void collect(Entry document, @Nullable String including) {
    Entry own = document.get("country");
    String country = own == null ? including : parser.occasions().country(own);
    Entry list = document.need("segments");
    for (Entry entry : list.items()) {
      Entry include = entry.isMap() ? entry.get("include") : null;
      if (include != null) {
        entry.only("include");
        Entry other = included.open(include);
        if (other != null) {
          other.only(KEYS);
          collect(other, country);
        }
        included.close(include);
      } else {
        Entry id = entry.need("id");
        included.place(entry);
        if (country != null) {
          countries.put(entry, country);
        }
        if (segments.putIfAbsent(id.text(), entry) != null && !id.word().isBlank()) {
          problems.add(id, "segment `" + id.text() + "` is there twice");
        }
      }
    }
    Entry written = document.get("sequences");
    if (written != null) {
      for (Entry entry : written.values()) {
        included.place(entry);
        if (country != null) {
          countries.put(entry, country);
        }
        if (sequences.putIfAbsent(entry.key(), entry) != null) {
          problems.add(entry, "sequence `" + entry.key() + "` is there twice");
        }
      }
    }
  }

  private @Nullable ZoneId zone(Entry entry) {
    try {
      return ZoneId.of(entry.text());
    } catch (DateTimeException e) {
      problems.add(
          entry, "`" + entry.text() + "` is not a time zone; for example Europe/London or UTC");
      return null;
    }
  }

  private @Nullable Currency currency(Entry entry) {
    try {
      return Currency.getInstance(entry.text());
    } catch (IllegalArgumentException e) {
      problems.add(
          entry, "`" + entry.text() + "` is not an ISO 4217 currency; for example GBP or EUR");
      return null;
    }
  }

  private Segment segment(Entry entry) {
    entry.only("id", "name", "when", "send", "avoid", "include");
    String id = literals.id(entry.need("id"));
    Entry name = entry.get("name");
    Rule when = rules.rule(id);
    return new Segment(
        id,
        name == null ? id : name.text(),
        when,
        texts(entry.get("send")),
        texts(entry.get("avoid")));
  }

  private Sequence sequence(Entry entry) {
    SequenceParser sequenceParser = new SequenceParser(problems, parser, segments.keySet());
    return parser.occasions().in(countries.get(entry), () -> sequenceParser.sequence(entry));
  }

  private static List<String> texts(@Nullable Entry entry) {
    return entry == null ? List.of() : entry.items().stream().map(Entry::text).toList();
  }
}
