package io.trailmark.segmentation.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.segmentation.playbook.Playbook;
import io.trailmark.segmentation.prediction.Fitted;
import io.trailmark.segmentation.timeline.Properties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A history that does not fit into memory at once is swept shard by shard, with the same result: in
 * a process of its own whose heap holds a part of it only.
 */
class SmallHeapTest {
  private static final int SHARDS = 64;
  private static final int ACTIVITIES = 6_000_000;
  private static final int CUSTOMERS = 30_000;

  /** The columns alone take 60 MB. */
  private static final String HEAP = "-Xmx48m";

  private static final long DAY = 86_400_000;
  private static final LocalDate LAST = LocalDate.of(2011, 12, 9);
  private static final long END = Instant.parse("2011-12-10T00:00:00Z").toEpochMilli();

  @TempDir private Path folder;

  /** One shard after the other from files, each of which is one column. */
  private record ShardFiles(Path folder, long activities, long first) implements Archive {
    @Override
    public int shards() {
      return SHARDS;
    }

    @Override
    public History shard(int number, Predicate<String> properties) {
      Map<String, byte[]> columns = new HashMap<>();
      try (Stream<Path> files = Files.list(folder.resolve(String.valueOf(number)))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          String name = file.getFileName().toString().replace('+', '/');
          if (!Stretch.isProperty(name) || properties.test(name)) {
            columns.put(name, Files.readAllBytes(file));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return History.of(List.of(Stretch.of(columns)));
    }

    static void write(Path folder, Stretch all) throws IOException {
      List<Stretch> parts = all.split(SHARDS);
      for (int i = 0; i < SHARDS; i++) {
        Path shard = Files.createDirectory(folder.resolve(String.valueOf(i)));
        for (Map.Entry<String, byte[]> column : parts.get(i).columns().entrySet()) {
          Files.write(shard.resolve(column.getKey().replace('/', '+')), column.getValue());
        }
      }
    }
  }

  @Test
  void sweepsWhatDoesNotFitIntoTheHeap() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("SmallHeapTest seed " + seed);
    Stretch all = history(new Random(seed));
    ShardFiles.write(folder, all);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapTest.class.getName(),
                folder.toString(),
                String.valueOf(all.activities()),
                String.valueOf(all.first()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said.lines().toList())
        .as("seed %d", seed)
        .last()
        .isEqualTo(result(History.of(List.of(all))));
  }

  /** Of the process with the small heap. */
  public static void main(String[] args) {
    System.out.println(
        result(new ShardFiles(Path.of(args[0]), Long.parseLong(args[1]), Long.parseLong(args[2]))));
  }

  private static String result(Archive archive) {
    Playbook playbook = Playbook.parse(Playbook.shipped("standard"));
    long[] digest = {17, 0};
    Findings found =
        Backtest.run(
            new Backtest.Question(playbook, null, LAST.minusDays(364), LAST, END),
            archive,
            (asOf, histories, spendings) -> new Fitted(asOf, null, null),
            fraction -> {},
            (shard, intervals) -> {
              for (int s = 0; s < intervals.size(); s++) {
                int segment = s;
                intervals
                    .get(s)
                    .forEach(
                        (customer, from, to) -> {
                          // In whatever order: of each shard the segments come one by one.
                          long of = shard.key(customer).hashCode();
                          digest[0] +=
                              (31 * (31 * (31 * of + segment) + from) + to) * 0x9E3779B97F4A7C15L;
                          digest[1]++;
                        });
              }
            });
    List<Integer> sizes = new ArrayList<>();
    for (int s = 0; s < playbook.segments().size(); s++) {
      for (int day = 0; day < found.days().count(); day++) {
        sizes.add(found.days().size(s, day));
      }
    }
    return digest[1] + " intervals " + digest[0] + " sizes " + sizes.hashCode();
  }

  private static Stretch history(Random random) {
    Stretch.Builder builder = Stretch.builder();
    String[] kinds = {"order_placed", "cart_item_added", "message_opened", "product_viewed"};
    String[] keys = new String[CUSTOMERS];
    for (int i = 0; i < CUSTOMERS; i++) {
      keys[i] =
          "%c%c%06d"
              .formatted(
                  "234567abcdefghijklmnopqrstuvwxyz".charAt(random.nextInt(32)),
                  "234567abcdefghijklmnopqrstuvwxyz".charAt(random.nextInt(32)),
                  i);
    }
    for (int i = 0; i < ACTIVITIES; i++) {
      String kind = random.nextInt(25) == 0 ? kinds[0] : kinds[1 + random.nextInt(3)];
      long amount = kind.equals(kinds[0]) ? 1 + random.nextInt(10_000) : 0;
      builder.add(
          keys[random.nextInt(CUSTOMERS)],
          kind,
          END - 1 - random.nextLong(500 * DAY),
          amount,
          Properties.NONE);
    }
    return builder.build();
  }
}
