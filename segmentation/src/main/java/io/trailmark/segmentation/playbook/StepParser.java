package io.trailmark.segmentation.playbook;

import io.trailmark.segmentation.rule.Rule;
import io.trailmark.segmentation.sequence.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the nested steps of a sequence to one list of them. */
final class StepParser {
  /** What a step is; it says exactly one of these. */
  static final List<String> KINDS =
      List.of("send", "wait", "branch", "split", "tag", "webhook", "suppress", "go-to");

  static final Set<String> CHANNELS = Set.of("email", "sms", "push");

  /** Steps of a sequence. */
  private static final int MOST = 500;

  private final Problems problems;
  private final RuleParser rules;
  private final Literals literals;
  private final WaitParser waits;
  private final List<@Nullable Step> steps = new ArrayList<>();
  private final Map<String, Integer> named = new HashMap<>();

  /** Steps that lead to one that is named, by their index. */
  private final Map<Integer, Entry> jumps = new HashMap<>();

  StepParser(Problems problems, RuleParser rules, WaitParser waits) {
    this.problems = problems;
    this.rules = rules;
    this.literals = rules.literals();
    this.waits = waits;
  }

  List<Step> steps(Entry list) {
    add(list);
    List<Step> read = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Entry target = jumps.get(i);
      Step step = target == null ? steps.get(i) : new Step.GoTo(resolved(target, i));
      read.add(step == null ? new Step.GoTo(i + 1) : step);
    }
    if (read.stream().noneMatch(Step.Delivered.class::isInstance)) {
      problems.add(list, "a sequence needs at least one `send` step, or a `webhook`");
    }
    if (read.size() > MOST) {
      problems.add(list, "a sequence has at most " + MOST + " steps, not " + read.size());
    }
    return read;
  }

  private int resolved(Entry target, int from) {
    Integer step = named.get(target.text());
    if (step == null) {
      problems.unknown(
          target, target.text(), named.keySet(), "the `id` of a step of this sequence");
      return from + 1;
    }
    if (step <= from) {
      problems.add(
          target,
          "`"
              + target.text()
              + "` stands before this: a sequence goes forward only, or it would"
              + " never end; `re-enter` says when it may begin again");
      return from + 1;
    }
    return step;
  }

  private void add(Entry list) {
    list.items().forEach(this::addOne);
  }

  private void addOne(Entry entry) {
    Entry id = entry.get("id");
    if (id != null && named.putIfAbsent(literals.id(id), steps.size()) != null) {
      problems.add(id, "step `" + id.text() + "` is there twice");
    }
    List<String> kinds =
        entry.isMap() ? entry.names().stream().filter(KINDS::contains).toList() : List.of();
    if (kinds.size() != 1) {
      wrongKind(entry, kinds);
      return;
    }
    String kind = kinds.getFirst();
    Entry value = entry.need(kind);
    if (kind.equals("send")) {
      entry.only("id", "send", "channel", "survey");
    } else {
      entry.only("id", kind);
    }
    switch (kind) {
      case "send" -> steps.add(send(entry, value));
      case "wait" -> steps.add(new Step.Pause(waits.wait(value)));
      case "branch" -> branch(value);
      case "split" -> split(value);
      case "tag" -> steps.add(new Step.Tag(literals.id(value)));
      case "webhook" -> steps.add(new Step.Webhook(literals.id(value)));
      case "suppress" -> steps.add(new Step.Suppress(literals.id(value)));
      default -> {
        jumps.put(steps.size(), value);
        steps.add(null);
      }
    }
  }

  private void wrongKind(Entry entry, List<String> kinds) {
    if (!entry.isMap()) {
      entry.must("be a step, like { send: hello } or { wait: 3d }");
      return;
    }
    for (String name : entry.names()) {
      if (!name.equals("id") && !KINDS.contains(name)) {
        Entry value = entry.need(name);
        problems.unknown(value.name(), KINDS, "a step");
        return;
      }
    }
    problems.add(
        entry,
        kinds.isEmpty()
            ? "a step says one of " + String.join(", ", KINDS)
            : "a step says only one of " + String.join(" and ", kinds));
  }

  private Step send(Entry entry, Entry template) {
    Entry channel = entry.get("channel");
    Entry survey = entry.get("survey");
    if (channel != null && !CHANNELS.contains(channel.text())) {
      problems.unknown(channel, channel.text(), CHANNELS, "a channel");
    }
    return new Step.Send(
        literals.id(template),
        channel == null ? "email" : channel.text(),
        survey != null && literals.flag(survey));
  }

  private void branch(Entry entry) {
    entry.only("when", "then", "else");
    Rule when = rules.rule(entry.need("when"));
    int branch = steps.size();
    steps.add(null);
    add(entry.need("then"));
    Entry otherwise = entry.get("else");
    if (otherwise == null) {
      steps.set(branch, new Step.Branch(when, steps.size()));
      return;
    }
    int end = steps.size();
    steps.add(null);
    steps.set(branch, new Step.Branch(when, steps.size()));
    add(otherwise);
    steps.set(end, new Step.GoTo(steps.size()));
  }

  private void split(Entry entry) {
    entry.only("name", "shares");
    Entry shares = entry.need("shares");
    int split = steps.size();
    steps.add(null);
    List<Step.Split.Arm> arms = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (Entry arm : shares.values()) {
      arm.only("share", "steps");
      long share = literals.percent(arm.need("share"), 0, 100).movePointRight(6).longValue();
      arms.add(new Step.Split.Arm(arm.key(), share, steps.size()));
      Entry its = arm.get("steps");
      if (its != null) {
        add(its);
      }
      ends.add(steps.size());
      steps.add(null);
    }
    ends.forEach(end -> steps.set(end, new Step.GoTo(steps.size())));
    if (arms.size() < 2
        || arms.stream().mapToLong(Step.Split.Arm::share).sum() != Step.Split.WHOLE) {
      problems.add(shares, "a split has two shares or more, which make 100% together");
    }
    steps.set(split, new Step.Split(literals.id(entry.need("name")), arms));
  }
}
