package io.trailmark.queryside;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import io.trailmark.eventstore.TestPostgres;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MongoOutageTest {

  @Test
  void asksToTryAgainWhileMongoIsNotThere() {
    MongoServer mongo = new MongoServer(H2Backend.inMemory());
    String uri =
        "mongodb://127.0.0.1:" + mongo.bind().getPort() + "/gone?serverSelectionTimeoutMS=300";
    try (QuerySide side =
        QuerySide.start(TestPostgres.freshDatabase(), uri, "2011-12-09T12:00:00Z")) {
      assertThat(secondsUntilAway(side)).isEqualTo(0.3);
      side.activateStandardPlaybook("2011-11-01T00:00:00Z");
      assertThat(side.get("/api/segments").status()).isEqualTo(200);
      mongo.shutdownNow();
      for (String path :
          List.of("/api/segments", "/api/segments/vip/members.csv", "/api/messages")) {
        QuerySide.Answer answer = side.get(path);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(503);
        assertThat(answer.body().path("detail").asString()).contains("MongoDB");
        assertThat(answer.raw().headers().firstValue("Retry-After")).hasValue("5");
      }
    }
  }

  @Test
  void waitsSecondsForItUnlessTheUriSaysOtherwise() {
    try (QuerySide side = QuerySide.start("2011-12-09T12:00:00Z")) {
      assertThat(secondsUntilAway(side)).isEqualTo(5);
    }
  }

  private static double secondsUntilAway(QuerySide side) {
    return side.bean(MongoClient.class)
            .getClusterDescription()
            .getClusterSettings()
            .getServerSelectionTimeout(TimeUnit.MILLISECONDS)
        / 1e3;
  }
}
