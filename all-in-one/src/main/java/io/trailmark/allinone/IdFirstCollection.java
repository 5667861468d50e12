package io.trailmark.allinone;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds documents by {@code _id} where the library reads the whole collection: it uses an index
 * only for queries that name nothing else, and none for ranges or sorting. Documents lie in order
 * of their ids already. For ids that are strings; all others go the library's way.
 */
final class IdFirstCollection extends H2Collection {
  private static final String ID = "_id";
  private static final Set<String> RANGE = Set.of("$gt", "$gte", "$lt", "$lte");

  private final MVMap<Object, Document> documents;

  IdFirstCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      MVMap<Object, Document> documents,
      MVMap<String, Object> meta,
      CursorRegistry cursors) {
    this.documents = documents;
    super(database, name, options, documents, meta, cursors);
  }

  @Override
  protected QueryResult queryDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document fields) {
    boolean unordered = orderBy == null || orderBy.isEmpty();
    int direction = idDirection(orderBy);
    Stream<Document> candidates = candidates(query, unordered, direction);
    if (candidates == null) {
      return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
    }
    return direction == 0
        ? matchDocumentsFromStream(candidates, query, orderBy, skip, limit, batchSize, fields)
        : matchDocumentsFromStream(query, candidates, skip, limit, batchSize, null, fields);
  }

  /** 1 or -1 if the order is by id alone, 1 too if any will do, else 0. */
  private static int idDirection(@Nullable Document orderBy) {
    if (orderBy == null || orderBy.isEmpty()) {
      return 1;
    }
    if (orderBy.size() == 1 && orderBy.get(ID) instanceof Number direction) {
      return Integer.signum(direction.intValue());
    }
    return 0;
  }

  /** At least all that match, in the direction asked for; null: not known by id. */
  @Nullable Stream<Document> candidates(Document query, boolean unordered, int direction) {
    List<Object> conditions = new ArrayList<>();
    collectIdConditions(query, conditions);
    for (Object condition : conditions) {
      Stream<Document> candidates = byId(condition, direction < 0);
      if (candidates != null) {
        return candidates;
      }
    }
    boolean inOrder = conditions.isEmpty() && !unordered && direction != 0 && allIdsAreStrings();
    return inOrder ? range(null, null, direction < 0) : null;
  }

  /** All of them must hold; the driver writes several filters as {@code $and}. */
  private static void collectIdConditions(Document query, List<Object> conditions) {
    if (query.containsKey(ID)) {
      conditions.add(query.get(ID));
    }
    if (query.get("$and") instanceof Collection<?> parts) {
      for (Object part : parts) {
        if (part instanceof Document document) {
          collectIdConditions(document, conditions);
        }
      }
    }
  }

  private @Nullable Stream<Document> byId(@Nullable Object id, boolean reverse) {
    if (id instanceof String) {
      return Stream.of(id).map(documents::get).filter(Objects::nonNull);
    }
    if (!(id instanceof Document condition)) {
      return null;
    }
    if (condition.size() == 1 && condition.get("$eq") instanceof String same) {
      return byId(same, reverse);
    }
    if (condition.size() == 1 && condition.get("$in") instanceof Collection<?> ids) {
      return areStrings(ids) ? listed(ids, reverse) : null;
    }
    if (RANGE.containsAll(condition.keySet()) && areStrings(condition.values())) {
      return range(lower(condition), upper(condition), reverse);
    }
    return null;
  }

  private static boolean areStrings(Collection<?> values) {
    return !values.isEmpty() && values.stream().allMatch(String.class::isInstance);
  }

  private boolean allIdsAreStrings() {
    return documents.firstKey() instanceof String && documents.lastKey() instanceof String;
  }

  private Stream<Document> listed(Collection<?> ids, boolean reverse) {
    Stream<String> sorted = ids.stream().map(String.class::cast).distinct().sorted();
    Stream<String> ordered = reverse ? sorted.toList().reversed().stream() : sorted;
    return ordered.<Document>map(documents::get).filter(Objects::nonNull);
  }

  private static @Nullable String lower(Document condition) {
    return (String) condition.getOrDefault("$gte", condition.get("$gt"));
  }

  private static @Nullable String upper(Document condition) {
    return (String) condition.getOrDefault("$lte", condition.get("$lt"));
  }

  /** Bounds count as inclusive: whoever calls applies the query to what comes. */
  private Stream<Document> range(@Nullable String from, @Nullable String to, boolean reverse) {
    Cursor<Object, Document> cursor =
        reverse ? documents.cursor(to, from, true) : documents.cursor(from, to, false);
    Iterator<Document> values =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return cursor.hasNext();
          }

          @Override
          public Document next() {
            cursor.next();
            return cursor.getValue();
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(values, Spliterator.ORDERED), false);
  }
}
