package io.trailmark.queryside.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.trailmark.queryside.TestMongo;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private final MongoClient client = MongoClients.create(TestMongo.freshDatabase());
  private final MongoCollection<Document> collection =
      client
          .getDatabase("documents" + ProcessHandle.current().pid())
          .getCollection("c" + System.nanoTime());

  @AfterEach
  void close() {
    client.close();
  }

  private Documents loaded() {
    Documents documents = new Documents(collection);
    documents.load(List.of("a"));
    return documents;
  }

  private void write(long position, long value) {
    Documents documents = loaded();
    documents.change("a", position, d -> d.put("n", value));
    documents.write();
  }

  @Test
  void ignoresWhatHadItsEffect() {
    write(5, 50);
    write(5, 51);
    write(4, 40);
    assertThat(collection.find().first())
        .isEqualTo(new Document("_id", "a").append("n", 50L).append("position", 5L));
    assertThat(loaded().awaits("a", 5)).isFalse();
    assertThat(loaded().awaits("a", 6)).isTrue();
  }

  @Test
  void refusesToWriteOverWhatAnotherNodeWrote() {
    write(5, 50);
    Documents stopped = loaded();
    write(7, 70);
    stopped.change("a", 6, d -> d.put("n", 60L));
    assertThatThrownBy(stopped::write).isInstanceOf(ConcurrentModificationException.class);
    assertThat(collection.find().first().getLong("n")).isEqualTo(70);
  }

  @Test
  void refusesToCreateWhatAnotherNodeCreated() {
    Documents stopped = loaded();
    write(7, 70);
    stopped.change("a", 6, d -> d.put("n", 60L));
    assertThatThrownBy(stopped::write).isInstanceOf(MongoBulkWriteException.class);
    assertThat(collection.find().first().getLong("n")).isEqualTo(70);
  }
}
