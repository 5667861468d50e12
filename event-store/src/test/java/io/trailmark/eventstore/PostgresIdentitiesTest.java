package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

@Timeout(60)
class PostgresIdentitiesTest {
  private DriverManagerDataSource source;
  private TransactionTemplate transaction;
  private Identities identities;

  @BeforeEach
  void migrate() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    source = new DriverManagerDataSource(database.url(), database.user(), database.password());
    Flyway.configure().dataSource(source).load().migrate();
    transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    identities = new PostgresIdentities(new JdbcTemplate(source));
  }

  @Test
  void findsNobodyByWhatPostgresCannotKeep() {
    assertThat(identities.find("a\0b")).isEmpty();
    assertThat(identities.find("half \ud83d")).isEmpty();
  }

  @Test
  void makesOneKeyForEachIdForEver() {
    Map<String, String> first = identities.resolve(List.of("a", "b", "a"));
    assertThat(first).containsOnlyKeys("a", "b");
    assertThat(first.values()).doesNotHaveDuplicates().allMatch(k -> k.matches("[a-z2-7]{20}"));
    assertThat(identities.resolve(List.of("b", "c"))).containsEntry("b", first.get("b"));
    assertThat(identities.keysOf(List.of("a", "unknown"))).isEqualTo(Map.of("a", first.get("a")));
  }

  @Test
  void findsByIdOrByKeyAndNobodyWhoWasErased() {
    String key = identities.resolve(List.of("a")).get("a");
    assertThat(identities.find("a")).contains(key);
    assertThat(identities.find(key)).contains(key);
    assertThat(identities.find("unknown")).isEmpty();
    assertThat(identities.sourceIdsOf(List.of(key))).isEqualTo(Map.of(key, "a"));

    new JdbcTemplate(source).update("update identity set source_id = null");
    assertThat(identities.find("a")).isEmpty();
    assertThat(identities.find(key)).contains(key);
    assertThat(identities.sourceIdsOf(List.of(key))).isEmpty();
    assertThat(identities.resolve(List.of("a")).get("a")).isNotEqualTo(key);
  }

  @Test
  void tellsOfJoinedOnesWhoTheyAre() {
    Map<String, String> keys = identities.resolve(List.of("person", "visitor"));
    String person = keys.get("person");
    String visitor = keys.get("visitor");
    new JdbcTemplate(source)
        .update("update identity set joined_into = ? where customer = ?", person, visitor);

    assertThat(identities.keysOf(List.of("visitor"))).isEqualTo(Map.of("visitor", person));
    assertThat(identities.resolve(List.of("visitor"))).isEqualTo(Map.of("visitor", person));
    assertThat(identities.find("visitor")).contains(person);
    assertThat(identities.find(visitor)).contains(person);
    assertThat(identities.sourceIdsOf(List.of(visitor, person)))
        .isEqualTo(Map.of(visitor, "person", person, "person"));
    assertThat(identities.trailsOf(person)).containsExactly(person, visitor);
  }

  @Test
  void agreesWithWhoeverResolvesTheSameAtOnce() throws Exception {
    long seed = Long.getLong("trailmark.seed", System.nanoTime());
    System.out.println("PostgresIdentitiesTest seed " + seed);
    List<Callable<Map<String, String>>> callers = new ArrayList<>();
    for (int c = 0; c < 8; c++) {
      List<String> ids = new ArrayList<>(IntStream.range(0, 300).mapToObj(i -> "id" + i).toList());
      Collections.shuffle(ids, new Random(seed + c));
      callers.add(() -> transaction.execute(status -> identities.resolve(ids)));
    }
    List<Map<String, String>> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(callers.size())) {
      for (var answer : threads.invokeAll(callers)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).allSatisfy(a -> assertThat(a).hasSize(300).isEqualTo(answers.getFirst()));
  }

  @Test
  void makesASecretOnceEvenIfItsFirstUserRollsBack() {
    var secrets = new InstallationSecrets(JdbcClient.create(Outside.of(source)));
    byte[] used =
        transaction.execute(
            status -> {
              status.setRollbackOnly();
              return secrets.secret("ids");
            });
    assertThat(used).hasSize(32).isEqualTo(secrets.secret("ids"));
    assertThat(secrets.secret("other")).isNotEqualTo(used);
  }
}
