package io.trailmark.queryside.projection;

import com.mongodb.client.MongoCollection;
import java.util.List;
import org.bson.Document;

/** What answers questions from collections of its own, and is rebuilt in new ones. */
public sealed interface ReadModel permits Projection, FollowingModel {

  /** Unique; {@code [a-z]+}. */
  String name();

  /** Collections that it writes, without their generation. */
  List<String> collections();

  /** Declares the indexes that its questions need, beside {@code _id}. */
  default void index(String name, MongoCollection<Document> collection) {}
}
