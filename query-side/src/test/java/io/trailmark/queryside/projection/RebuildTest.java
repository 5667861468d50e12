package io.trailmark.queryside.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.trailmark.eventstore.TestPostgres;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.TestMongo;
import io.trailmark.sharedevents.ActivityRecorded;
import io.trailmark.sharedevents.Cause;
import io.trailmark.sharedevents.MessageIntended;
import io.trailmark.sharedevents.PlaybookActivated;
import io.trailmark.sharedevents.PlaybookDrafted;
import io.trailmark.sharedevents.PlaybookEvent;
import io.trailmark.sharedevents.PrimarySegmentChanged;
import io.trailmark.sharedevents.SegmentEntered;
import io.trailmark.sharedevents.SegmentExited;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.JsonNode;

class RebuildTest {
  private static final long NOW = Instant.parse("2011-12-01T00:00:00Z").toEpochMilli();

  private static void tell(QuerySide side, int from, int to) {
    for (int i = from; i < to; i++) {
      String c = "key" + i;
      long at = NOW + i * 7_000_000L;
      side.record(
          new ActivityRecorded(
              c, "s", "m" + i, "order_placed", at, 100L, null, Map.of(), false, null),
          new SegmentEntered(c, "recent", 1, at, Cause.ACTIVITY, false),
          new PrimarySegmentChanged(c, null, "recent", 1, at, false),
          new MessageIntended(c, c + "/win-back/1", "win-back", 0, "email", "t", at));
      if (i % 3 == 0) {
        side.record(new SegmentExited(c, "recent", 1, at + i * 900_000L, Cause.TIME, false));
      }
    }
  }

  private static Map<String, Document> generation(QuerySide side, int generation) {
    Map<String, Document> documents = new TreeMap<>();
    ReadModels models = side.bean(ReadModels.class);
    for (ReadModel model : side.bean(Projections.class).readModels()) {
      // Which stretches the history consists of is a matter of chance.
      for (String name : model instanceof Projection ? model.collections() : List.<String>of()) {
        for (Document d : models.collection(name, generation).find()) {
          documents.put(name + " " + d.getString("_id"), d);
        }
      }
    }
    return documents;
  }

  private static List<String> state(QuerySide side) {
    List<String> state = new ArrayList<>();
    for (JsonNode p : side.get("/api/projections").body().path("projections")) {
      state.add(
          p.path("name").asString()
              + " "
              + p.path("generation").asString()
              + " "
              + p.path("status").asString());
    }
    return state;
  }

  @Test
  void buildsTheSameAgainWhileTheOldOneAnswers() {
    try (QuerySide side =
        QuerySide.start("2011-12-01T00:00:00Z", "--trailmark.projections.retired-for=1h")) {
      side.activateStandardPlaybook("2011-11-01T00:00:00Z");
      tell(side, 0, 60);
      side.settle();
      for (String name : List.of("customers", "movements", "messages")) {
        assertThat(side.post("/api/projections/" + name + "/rebuild").status()).isEqualTo(202);
        assertThat(size(side)).isEqualTo(40);
      }
      QuerySide.eventually(
          () ->
              state(side)
                  .equals(
                      List.of(
                          "audit 1 running",
                          "customers 2 running",
                          "history 1 running",
                          "messages 2 running",
                          "movements 2 running")));
      assertThat(size(side)).isEqualTo(40);
      assertThat(generation(side, 2)).isNotEmpty().isEqualTo(generation(side, 1));

      tell(side, 60, 63);
      side.settle();
      assertThat(size(side)).isEqualTo(42);
    }
  }

  @Test
  void countsStepsOnTheSameDaysAgainAfterTheZoneChanged() {
    try (QuerySide side =
        QuerySide.start("2011-12-01T00:00:00Z", "--trailmark.projections.retired-for=1h")) {
      side.activateStandardPlaybook("2011-11-01T00:00:00Z");
      tell(side, 0, 2);
      side.settle();
      String elsewhere =
          QuerySide.standardPlaybook().replaceFirst("zone: \\S+", "zone: Pacific/Auckland");
      side.append(
          PlaybookEvent.ID,
          "Playbook",
          new PlaybookDrafted(PlaybookEvent.ID, 2, elsewhere, NOW + 1),
          new PlaybookActivated(PlaybookEvent.ID, 2, NOW + 1, false));
      tell(side, 5, 25);
      side.settle();
      // Lets the node hear of the new version, which no message does.
      side.get("/api/segments");
      side.post("/api/projections/messages/rebuild");
      QuerySide.eventually(() -> state(side).contains("messages 2 running"));
      assertThat(days(side, 2)).isNotEmpty().isEqualTo(days(side, 1));
    }
  }

  private static List<String> days(QuerySide side, int generation) {
    return side.bean(ReadModels.class)
        .collection("steps", generation)
        .find(Filters.exists("day"))
        .map(d -> d.getString("day") + " " + d.get("pending"))
        .into(new ArrayList<>());
  }

  @Test
  void dropsTheOldGenerationAndGoesOnAfterARestart() {
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    String mongo = TestMongo.freshDatabase();
    try (QuerySide side = QuerySide.start(postgres, mongo, "2011-12-01T00:00:00Z")) {
      side.activateStandardPlaybook("2011-11-01T00:00:00Z");
      tell(side, 0, 6);
      side.settle();
      side.post("/api/projections/customers/rebuild");
      MongoDatabase database = side.bean(ReadModels.class).database();
      QuerySide.eventually(
          () -> {
            List<String> names = database.listCollectionNames().into(new ArrayList<>());
            return names.contains("customers_2") && !names.contains("customers_1");
          });
    }
    QuerySide.Answer first = QuerySide.firstAnswer(postgres, mongo, "/api/segments/recent");
    assertThat(first.status()).as(first.raw().body()).isEqualTo(200);
    assertThat(first.body().path("size").longValue()).isEqualTo(4);
    try (QuerySide side = QuerySide.start(postgres, mongo, "")) {
      assertThat(state(side))
          .containsExactly(
              "audit 1 running",
              "customers 2 running",
              "history 1 running",
              "messages 1 running",
              "movements 1 running");
      assertThat(size(side)).isEqualTo(4);
    }
  }

  @Test
  void answersNothingBeforeItKnowsFromWhichGeneration() {
    String mongo = TestMongo.freshDatabase();
    try (MongoClient client = MongoClients.create(mongo)) {
      ReadModels models = new ReadModels(client, mongo);
      Projection projection = new Things();
      assertThatThrownBy(() -> models.collection(projection, "things"))
          .isInstanceOfSatisfying(
              ErrorResponseException.class,
              e -> assertThat(e.getStatusCode().value()).isEqualTo(503));
      models.serve(projection, 3);
      assertThat(models.collection(projection, "things").getNamespace().getCollectionName())
          .isEqualTo("things_3");
    }
  }

  private record Things() implements Projection {
    @Override
    public String name() {
      return "things";
    }

    @Override
    public List<String> collections() {
      return List.of("things");
    }

    @Override
    public Set<Class<?>> events() {
      return Set.of();
    }

    @Override
    public void project(List<Recorded> batch, Workspace workspace) {}
  }

  @Test
  void letsAnotherNodeTakeOver() {
    TestPostgres.Database postgres = TestPostgres.freshDatabase();
    String mongo = TestMongo.freshDatabase();
    try (QuerySide writer = QuerySide.start(postgres, mongo, "2011-12-01T00:00:00Z")) {
      writer.activateStandardPlaybook("2011-11-01T00:00:00Z");
      QuerySide one = QuerySide.start(postgres, mongo, "");
      tell(writer, 0, 30);
      one.close();
      tell(writer, 30, 60);
      writer.settle();
      assertThat(size(writer)).isEqualTo(40);
    }
  }

  private static long size(QuerySide side) {
    return side.get("/api/segments/recent").body().path("size").longValue();
  }
}
