package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.sequence.Reentry;
import io.trailmark.segmentation.sequence.Sequence;
import io.trailmark.segmentation.sequence.Step;
import io.trailmark.segmentation.sequence.Trigger;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From YAML to a playbook, or to everything that is wrong with it. */
final class PlaybookParser {
  private static final Set<String> CHANNELS = Set.of("email", "sms", "push");

  private final Problems problems = new Problems();
  private final SegmentRules segments = new SegmentRules(problems);
  private final RuleParser rules = segments.parser();

  private PlaybookParser() {}

  static Playbook parse(String yaml) {
    PlaybookParser parser = new PlaybookParser();
    Entry root = Entry.read(yaml, parser.problems);
    Playbook playbook = root == null ? null : parser.playbook(root);
    if (!parser.problems.found().isEmpty() || playbook == null) {
      throw new InvalidPlaybook(parser.problems.found());
    }
    return playbook;
  }

  private @Nullable Playbook playbook(Entry root) {
    root.only("playbook", "zone", "currency", "segments", "sequences");
    String name = root.need("playbook").text();
    ZoneId zone = zone(root.need("zone"));
    Currency currency = currency(root.need("currency"));
    List<Segment> read = segments(root.need("segments"));
    Set<String> ids = read.stream().map(Segment::id).collect(Collectors.toSet());
    List<Sequence> sequences = new ArrayList<>();
    Entry written = root.get("sequences");
    if (written != null) {
      for (Entry entry : written.values()) {
        sequences.add(sequence(entry, ids));
      }
    }
    return zone == null || currency == null
        ? null
        : new Playbook(name, zone, currency, read, sequences);
  }

  private List<Segment> segments(Entry list) {
    List<Entry> entries = list.items();
    Set<String> ids = new HashSet<>();
    for (Entry entry : entries) {
      Entry id = entry.need("id");
      if (!ids.add(id.text())) {
        problems.add(id, "segment `" + id.text() + "` is there twice");
      }
      segments.add(id.text(), entry.need("when"));
    }
    if (entries.isEmpty()) {
      problems.add(list, "a playbook needs at least one segment");
    }
    return entries.stream().map(this::segment).toList();
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
    entry.only("id", "name", "when", "send", "avoid");
    String id = id(entry.need("id"));
    Entry name = entry.get("name");
    Rule when = segments.rule(id);
    return new Segment(
        id,
        name == null ? id : name.text(),
        when,
        texts(entry.get("send")),
        texts(entry.get("avoid")));
  }

  private String id(Entry entry) {
    String id = entry.text();
    if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
      problems.add(
          entry,
          "`"
              + id
              + "` cannot be an id: small letters, digits and hyphens, beginning with a letter");
    }
    return id;
  }

  private static List<String> texts(@Nullable Entry entry) {
    return entry == null ? List.of() : entry.items().stream().map(Entry::text).toList();
  }

  private Sequence sequence(Entry entry, Set<String> segments) {
    entry.only("for", "on", "goal", "re-enter", "steps");
    String id = entry.key();
    if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
      problems.add(entry, "`" + id + "` cannot be an id: small letters, digits and hyphens");
    }
    List<Step> steps = new ArrayList<>();
    Entry list = entry.need("steps");
    list.items().forEach(step -> steps.add(step(step)));
    if (steps.stream().noneMatch(Step.Send.class::isInstance)) {
      problems.add(list, "a sequence needs at least one `send` step");
    }
    Entry goal = entry.get("goal");
    return new Sequence(
        id,
        trigger(entry, segments),
        goal == null ? Set.of() : new HashSet<>(rules.namedKinds(goal)),
        reentry(entry.get("re-enter")),
        steps);
  }

  private Trigger trigger(Entry entry, Set<String> segments) {
    Entry segment = entry.get("for");
    Entry kind = entry.get("on");
    if ((segment == null) == (kind == null)) {
      problems.add(
          entry, "a sequence starts either `for` a segment that is entered or `on` an activity");
      return new Trigger.Activity("none");
    }
    if (segment == null) {
      return new Trigger.Activity(rules.oneKind(kind));
    }
    if (!segments.contains(segment.text())) {
      problems.unknown(segment, segment.text(), segments, "a segment of this playbook");
    }
    return new Trigger.Entering(segment.text());
  }

  private Reentry reentry(@Nullable Entry entry) {
    if (entry == null) {
      return new Reentry.Never();
    }
    if (entry.isMap()) {
      entry.only("after");
      return new Reentry.After(rules.duration(entry.need("after")));
    }
    return switch (entry.text()) {
      case "never" -> new Reentry.Never();
      case "always" -> new Reentry.Always();
      default -> {
        problems.add(entry, "`re-enter` is never, always, or { after: 180d }");
        yield new Reentry.Never();
      }
    };
  }

  private Step step(Entry entry) {
    Entry wait = entry.get("wait");
    if (wait != null) {
      entry.only("wait");
      return new Step.Wait(rules.duration(wait));
    }
    entry.only("send", "channel");
    Entry channel = entry.get("channel");
    if (channel != null && !CHANNELS.contains(channel.text())) {
      problems.unknown(channel, channel.text(), CHANNELS, "a channel");
    }
    return new Step.Send(id(entry.need("send")), channel == null ? "email" : channel.text());
  }
}
