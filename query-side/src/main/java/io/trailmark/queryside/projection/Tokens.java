package io.trailmark.queryside.projection;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.UUID;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.extensions.mongo.DefaultMongoTemplate;
import org.axonframework.extensions.mongo.eventsourcing.tokenstore.MongoTokenStore;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.bson.Document;
import org.bson.types.Binary;

/** How far each generation has come, kept beside its documents, and which node has claimed it. */
final class Tokens {
  private static final String COLLECTION = "tokens";

  private final MongoDatabase database;
  private final Serializer serializer;
  private final TokenStore store;

  /**
   * @param claimTimeout machine time after which another node takes over from one that says nothing
   */
  Tokens(MongoDatabase database, Serializer serializer, Duration claimTimeout) {
    this.database = database;
    this.serializer = serializer;
    this.store =
        MongoTokenStore.builder()
            .mongoTemplate(
                DefaultMongoTemplate.builder()
                    .mongoDatabase(database)
                    .trackingTokensCollectionName(COLLECTION)
                    .build())
            .serializer(serializer)
            .transactionManager(NoTransactionManager.INSTANCE)
            .claimTimeout(claimTimeout)
            // Two nodes may share a JVM.
            .nodeId(UUID.randomUUID().toString())
            .build();
  }

  TokenStore store() {
    return store;
  }

  /** As last stored, by whichever node; 0 if none is. */
  long position(String processor) {
    Document entry =
        database.getCollection(COLLECTION).find(eq("processorName", processor)).first();
    if (entry == null || !(entry.get("token") instanceof Binary token)) {
      return 0;
    }
    Object read =
        serializer.deserialize(
            new SimpleSerializedObject<>(
                token.getData(), byte[].class, entry.getString("tokenType"), null));
    return read instanceof GlobalSequenceTrackingToken t ? t.getGlobalIndex() : 0;
  }

  void drop(String processor) {
    database.getCollection(COLLECTION).deleteMany(eq("processorName", processor));
  }
}
