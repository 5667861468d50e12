package io.trailmark.queryside.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import io.trailmark.queryside.QuerySide;
import io.trailmark.queryside.projection.ReadModels;
import io.trailmark.sharedevents.MessageIntended;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MessageListTest {
  private static final long NOW = Instant.parse("2011-12-09T12:00:00Z").toEpochMilli();
  private static final int MESSAGES = 130;
  private static QuerySide side;

  /** Every third came late, and what was recorded first has the last instant. */
  @BeforeAll
  static void record() {
    side = QuerySide.start("2011-12-09T12:00:00Z");
    side.activateStandardPlaybook("2011-11-01T00:00:00Z");
    for (int i = 0; i < MESSAGES; i++) {
      long at = NOW + i * 1000L - (i % 3 == 0 ? 60_000 : 0) + (i == 1 ? 1_000_000 : 0);
      String customer = "key" + i;
      String run = customer + "/win-back/1";
      side.record(new MessageIntended(customer, run, "win-back", 0, "email", "t", at));
    }
    side.settle();
  }

  @AfterAll
  static void stop() {
    side.close();
  }

  private static MongoCollection<Document> messages() {
    return side.bean(ReadModels.class)
        .collection(side.bean(MessagesProjection.class), MessagesProjection.MESSAGES);
  }

  /** Customers of all pages, newest message first. */
  private static List<String> listed(String limit) {
    List<String> customers = new ArrayList<>();
    String after = "";
    while (true) {
      JsonNode page = side.get("/api/messages?limit=" + limit + after).body();
      page.path("messages").forEach(m -> customers.add(m.path("customer").asString()));
      if (!page.has("next")) {
        return customers;
      }
      after = "&after=" + page.path("next").asString();
    }
  }

  @Test
  void listsEachOnceInOrderOfTheirInstants() {
    List<String> byInstant = listed("1000");
    assertThat(byInstant).hasSize(MESSAGES).doesNotHaveDuplicates().startsWith("key1", "key128");
    assertThat(listed("100")).isEqualTo(byInstant);
    assertThat(listed("40")).isEqualTo(byInstant);
  }

  @Test
  void readsTheFirstPageByIdsAlone() {
    Document unknown = messages().find().first();
    unknown.append("_id", "not among the newest").append("intendedAt", NOW + 1_000_000_000L);
    messages().insertOne(unknown);
    try {
      JsonNode page = side.get("/api/messages").body();
      assertThat(page.path("messages")).hasSize(100);
      assertThat(page.path("messages").get(0).path("customer").asString()).isEqualTo("key1");
    } finally {
      messages().deleteOne(new Document("_id", "not among the newest"));
    }
  }

  @Test
  void endsNoPageEarlyBecauseAMessageIsNotWrittenYet() {
    Document written = messages().findOneAndDelete(new Document("_id", "key110/win-back/1/0"));
    try {
      assertThat(listed("99")).hasSize(MESSAGES - 1).doesNotContain("key110");
    } finally {
      messages().insertOne(written);
    }
  }
}
