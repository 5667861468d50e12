package io.trailmark.allinone;

import io.trailmark.allinone.AllInOne.Server;
import io.trailmark.allinone.AllInOne.Settings;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    description = "Runs the server, with its databases, on a data folder.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Where everything is kept (default: ./data).")
  private Path data = Path.of("data");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port (default: 8080).")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Where to listen (default: 127.0.0.1); elsewhere than on loopback it starts only where"
              + " tokens are set up.")
  private InetAddress address = InetAddress.getLoopbackAddress();

  @Option(
      names = "--playbook",
      paramLabel = "FILE",
      description = "Activates this playbook if it is not the active one.")
  private @Nullable Path playbook;

  @Option(
      names = "--now",
      paramLabel = "INSTANT",
      description =
          "Sets business time, for example 2011-12-10T00:00:00Z; it never runs backwards.")
  private @Nullable Instant now;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "Lets business time run N times as fast as the machine's.")
  private @Nullable Double speed;

  @Override
  public Integer call() throws InterruptedException {
    Options.checkPort(spec, port);
    if (speed != null && !(speed > 0 && speed <= 1e6)) {
      throw new ParameterException(spec.commandLine(), "--speed must be above 0 and at most 1e6.");
    }
    if (playbook != null) {
      Playbooks.read(playbook);
    }
    PrintWriter out = spec.commandLine().getOut();
    Server server =
        AllInOne.start(
            DataFolder.open(data),
            new Settings(address, port, playbook, now, speed),
            spec.commandLine().getErr());
    out.println("Trailmark answers at " + server.access().url());
    if (server.keyIsNew()) {
      out.println("write key: " + server.access().key());
    }
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }
}
