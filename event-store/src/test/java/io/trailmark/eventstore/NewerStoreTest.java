package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An upgrade cannot be undone by starting the earlier release again. */
class NewerStoreTest {

  @Test
  void refusesToStartOnWhatANewerReleaseUsed() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (ConfigurableApplicationContext newer = EventStoreTest.start(database)) {
      newer
          .getBean(JdbcClient.class)
          .sql(
              "insert into flyway_schema_history (installed_rank, version, description, type,"
                  + " script, installed_by, execution_time, success) select 1 +"
                  + " max(installed_rank), '999', 'later', 'SQL', 'V999__later.sql', 'test', 1,"
                  + " true from flyway_schema_history")
          .update();
    }
    assertThatThrownBy(() -> EventStoreTest.start(database).close())
        .rootCause()
        .isInstanceOf(NewerStore.class);
  }
}
