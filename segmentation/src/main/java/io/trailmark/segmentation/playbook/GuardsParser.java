package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.sequence.Guards;
import io.trailmark.segmentation.sequence.Guards.Cap;
import io.trailmark.segmentation.sequence.Guards.QuietHours;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From YAML to what holds for all messages. */
final class GuardsParser {
  private static final Pattern CAP = Pattern.compile("([1-9]\\d{0,3}) per (\\d{1,6}[dhms])");

  private final Problems problems;
  private final Literals literals;

  GuardsParser(Problems problems, Literals literals) {
    this.problems = problems;
    this.literals = literals;
  }

  Guards guards(@Nullable Entry entry) {
    if (entry == null) {
      return Guards.NONE;
    }
    entry.only("max-messages", "over-cap", "quiet-hours");
    Entry caps = entry.get("max-messages");
    Entry quiet = entry.get("quiet-hours");
    return new Guards(
        caps == null ? Map.of() : caps(caps),
        skipsOverCap(entry.get("over-cap")),
        quiet == null ? null : quiet(literals.hours(quiet)));
  }

  private static QuietHours quiet(List<LocalTime> hours) {
    return new QuietHours(hours.getFirst(), hours.getLast());
  }

  private Map<String, List<Cap>> caps(Entry entry) {
    entry.only(StepParser.CHANNELS.toArray(String[]::new));
    Map<String, List<Cap>> caps = new TreeMap<>();
    for (Entry channel : entry.values()) {
      List<Entry> written = channel.isList() ? channel.items() : List.of(channel);
      caps.put(channel.key(), written.stream().map(this::cap).toList());
    }
    return caps;
  }

  private Cap cap(Entry entry) {
    Matcher matcher = CAP.matcher(entry.text());
    long millis = matcher.matches() ? Literals.millis(matcher.group(2)) : 0;
    if (millis > 0) {
      return new Cap(Integer.parseInt(matcher.group(1)), millis);
    }
    if (!entry.text().isEmpty()) {
      problems.add(
          entry, "`" + entry.text() + "` is not so many messages per duration, like 2 per 7d");
    }
    return new Cap(1, 1);
  }

  private boolean skipsOverCap(@Nullable Entry entry) {
    if (entry == null) {
      return false;
    }
    if (!Set.of("postpone", "skip").contains(entry.text())) {
      problems.unknown(
          entry, entry.text(), Set.of("postpone", "skip"), "what can become of a message too many");
    }
    return entry.text().equals("skip");
  }
}
