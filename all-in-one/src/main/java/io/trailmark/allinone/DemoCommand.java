package io.trailmark.allinone;

import io.trailmark.allinone.AllInOne.Server;
import io.trailmark.allinone.AllInOne.Settings;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.samples.OnlineRetail;
import io.trailmark.samples.Purchase;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "demo",
    description = {
      "Shows Trailmark on real data: imports a shop's first eleven months, then plays its last six"
          + " weeks live with time running faster. The data folder is made anew each time."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  /** Six weeks before the data ends. */
  private static final Instant CUT = Instant.parse("2011-10-28T00:00:00Z");

  /** The evening before, when the shop is closed: what the import moves is not the first day's. */
  private static final Instant START = Instant.parse("2011-10-27T22:00:00Z");

  private static final int CONTACTS = 500;
  private static final double DAY = 86_400;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "demo-data",
      description = "A folder for the demo alone (default: ./demo-data); refused if it holds else.")
  private Path data = Path.of("demo-data");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port on 127.0.0.1 (default: 8080).")
  private int port;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many days pass in a second while the last weeks are played (default: 1).")
  private double speed = 1;

  @Override
  public Integer call() throws InterruptedException {
    Options.checkPort(spec, port);
    if (!(speed > 0 && speed <= 10)) {
      throw new ParameterException(
          spec.commandLine(),
          "--speed must be above 0 and at most 10: faster, orders would reach the server more than"
              + " a day late, and late ones start no messages.");
    }
    // Before an earlier demo's data is gone for nothing.
    AllInOne.refuseTakenPort(InetAddress.getLoopbackAddress(), port);
    PrintWriter out = spec.commandLine().getOut();
    Server server =
        AllInOne.start(
            DataFolder.openFreshForDemo(data),
            new Settings(InetAddress.getLoopbackAddress(), port, null, START, null),
            spec.commandLine().getErr());
    out.println("Trailmark answers at " + server.access().url());
    out.println("write key: " + server.access().key());
    out.println("token: " + server.access().token());
    out.flush();
    show(server, out);
    new CountDownLatch(1).await();
    return 0;
  }

  private void show(Server server, PrintWriter out) throws InterruptedException {
    ServerClient client = new ServerClient(server.access());
    OnlineRetail sample = OnlineRetail.sample();
    out.println("Sample: Online Retail, a gift shop's invoices (Chen 2015, CC BY 4.0).");
    importHistory(client, sample, out);
    List<Purchase> live =
        sample.purchases().stream().filter(p -> !p.occurredAt().isBefore(CUT)).toList();
    putContacts(client, live);
    tellWhereToLook(client, server.access().url(), live.getFirst().customerId(), out);
    out.printf(
        "%nNow the last six weeks, %s days a second. Carts, opened e-mails and addresses are"
            + " generated, the orders are real.%n",
        speed == (long) speed ? Long.toString((long) speed) : Double.toString(speed));
    out.flush();
    List<TimedActivity> generated = GeneratedBehaviour.beside(sample.purchases(), CUT);
    List<TimedActivity> all =
        Stream.concat(live.stream().map(TimedActivity::of), generated.stream()).toList();
    PostgresBusinessClock clock = server.clock();
    clock.setSpeed(speed * DAY);
    new LivePlay(client, clock, out, all).run();
    clock.setSpeed(1);
    out.println("Here the data ends. Business time goes on at its usual pace; Ctrl-C stops.");
    SegmentSizes.print(client, out);
    out.flush();
  }

  private static void importHistory(ServerClient client, OnlineRetail sample, PrintWriter out) {
    List<Purchase> history =
        sample.purchases().stream().filter(p -> p.occurredAt().isBefore(CUT)).toList();
    try (PurchasesSource source = new PurchasesSource(sample, history)) {
      HistoryImport run =
          new HistoryImport(
              client,
              bad -> {
                throw new Refusal("The server rejected sample data: " + bad);
              },
              new ProgressBar(out));
      run.run(source);
      out.println("History until " + CUT + ": " + run.summary());
      source.notes().forEach(note -> out.println("The whole sample: " + note));
    }
    out.flush();
  }

  private static void putContacts(ServerClient client, List<Purchase> live) {
    live.stream()
        .map(Purchase::customerId)
        .distinct()
        .limit(CONTACTS)
        .forEach(
            id ->
                client.put(
                    "/v1/customers/" + id,
                    JsonMapper.shared()
                        .createObjectNode()
                        .put("email", "customer-" + id + "@example.invalid")
                        .put("name", "Customer " + id)
                        .toString()));
  }

  private static void tellWhereToLook(
      ServerClient client, String url, String customer, PrintWriter out) {
    SegmentSizes.print(client, out);
    out.println();
    out.println("Open   " + url + "/                       the dashboard");
    out.println("       " + url + "/docs                   every request, to try");
    out.println("       " + url + "/api/segments           sizes");
    out.println("       " + url + "/api/customers/" + customer + "    one customer");
    out.println("       " + url + "/api/messages           what was sent");
    out.flush();
  }
}
