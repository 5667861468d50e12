package io.trailmark.queryside.projection;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which generation of each projection answers, which is being built and which is to be dropped, as
 * all nodes on one database see it: the collection {@code projections}.
 */
final class Generations {
  private final MongoCollection<Document> collection;

  Generations(MongoCollection<Document> collection) {
    this.collection = collection;
  }

  /**
   * @param building null if none is
   * @param retired do not answer any more
   */
  record State(int serving, @Nullable Integer building, List<Retired> retired) {}

  /**
   * @param at when it was, machine milliseconds
   */
  record Retired(int generation, long at) {}

  /** The state, begun with generation 1 if there is none. */
  State of(String name) {
    Document found = collection.find(eq("_id", name)).first();
    if (found == null) {
      collection.updateOne(
          eq("_id", name),
          Updates.combine(
              Updates.setOnInsert("serving", 1), Updates.setOnInsert("retired", List.of())),
          new UpdateOptions().upsert(true));
      return of(name);
    }
    return new State(
        found.getInteger("serving"),
        found.getInteger("building"),
        found.getList("retired", Document.class).stream()
            .map(r -> new Retired(r.getInteger("generation"), r.getLong("at")))
            .toList());
  }

  /** Begins the next generation, unless one is being built; answers which is being built now. */
  int build(String name) {
    State state = of(name);
    if (state.building() == null) {
      int newest =
          state.retired().stream().mapToInt(Retired::generation).reduce(state.serving(), Math::max);
      collection.updateOne(
          and(eq("_id", name), eq("serving", state.serving()), exists("building", false)),
          Updates.set("building", newest + 1));
      return build(name);
    }
    return state.building();
  }

  /** Lets the generation that is being built answer; false if another node did so already. */
  boolean serve(String name, State state, long now) {
    Bson unchanged =
        and(eq("_id", name), eq("serving", state.serving()), eq("building", state.building()));
    return collection
            .updateOne(
                unchanged,
                Updates.combine(
                    Updates.set("serving", state.building()),
                    Updates.unset("building"),
                    Updates.push(
                        "retired", new Document("generation", state.serving()).append("at", now))))
            .getModifiedCount()
        > 0;
  }

  /** The retired generation and all that belonged to it is gone. */
  void dropped(String name, int generation) {
    collection.updateOne(
        eq("_id", name), Updates.pull("retired", new Document("generation", generation)));
  }
}
