package io.trailmark.allinone;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.playbook.Segment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "check", description = "Validates a playbook.", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A playbook in YAML.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    Playbook playbook = Playbooks.read(file);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: playbook \"%s\", zone %s, currency %s%n",
        file, playbook.name(), playbook.zone(), playbook.currency());
    out.printf(
        "%d segments: %s%n",
        playbook.segments().size(),
        playbook.segments().stream().map(Segment::id).collect(Collectors.joining(", ")));
    out.printf(
        "%d sequences: %s%n",
        playbook.sequences().size(),
        playbook.sequences().stream().map(s -> s.id()).collect(Collectors.joining(", ")));
    out.flush();
    return 0;
  }
}
