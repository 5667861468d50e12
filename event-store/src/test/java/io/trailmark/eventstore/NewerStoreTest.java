package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An upgrade cannot be undone by starting the earlier release again. */
class NewerStoreTest {

  private static ConfigurableApplicationContext start(TestPostgres.Database database) {
    return new SpringApplicationBuilder(EventStoreTest.Application.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.main.banner-mode=off",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password());
  }

  @Test
  void refusesToStartOnWhatANewerReleaseUsed() {
    TestPostgres.Database database = TestPostgres.freshDatabase();
    try (ConfigurableApplicationContext newer = start(database)) {
      newer
          .getBean(JdbcClient.class)
          .sql(
              "insert into flyway_schema_history (installed_rank, version, description, type,"
                  + " script, installed_by, execution_time, success) select 1 +"
                  + " max(installed_rank), '999', 'later', 'SQL', 'V999__later.sql', 'test', 1,"
                  + " true from flyway_schema_history")
          .update();
    }
    assertThatThrownBy(() -> start(database).close()).rootCause().isInstanceOf(NewerStore.class);
  }
}
