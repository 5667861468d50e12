package io.trailmark.queryside.projection;

import com.mongodb.client.MongoCollection;
import java.util.function.Function;
import org.bson.Document;

/** A read model that reads the log in a way of its own, and keeps its position itself. */
public non-sealed interface FollowingModel extends ReadModel {

  /**
   * Begins to keep one generation up with the log, on threads of its own, until it is closed. Every
   * node does so: they have to get along.
   *
   * @param collections by their names without the generation
   */
  Follower follow(Function<String, MongoCollection<Document>> collections);
}
