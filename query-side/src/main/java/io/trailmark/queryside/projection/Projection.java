package io.trailmark.queryside.projection;

import com.mongodb.client.MongoCollection;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/** Turns events into documents that answer a question. Holds no state of its own. */
public interface Projection {

  /** Unique; {@code [a-z]+}. */
  String name();

  /**
   * Collections it writes, in the order in which a batch writes them: what is computed from another
   * document comes before that document. After a crash between two writes the events come again,
   * and then find what they were computed from as it was, and ignore what was written.
   */
  List<String> collections();

  /** Types of the events that it wants to see. */
  Set<Class<?>> events();

  /** Applies events in order of their position; any of them may have been applied before. */
  void project(List<Recorded> batch, Workspace workspace);

  /** Declares the indexes that its questions need, beside {@code _id}. */
  default void index(String name, MongoCollection<Document> collection) {}
}
