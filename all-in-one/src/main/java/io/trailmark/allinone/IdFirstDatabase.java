package io.trailmark.allinone;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A database of {@link IdFirstCollection}s, in the files of the library. */
final class IdFirstDatabase extends H2Database {
  private final MVStore store;

  IdFirstDatabase(String name, MVStore store, CursorRegistry cursors) {
    // Before the library opens the collections that there are.
    this.store = store;
    super(name, store, cursors);
  }

  @Override
  protected Index<Object> openOrCreateUniqueIndex(
      String collection, String index, List<IndexKey> keys, boolean sparse) {
    MVMap.Builder<KeyValue, Object> map =
        new MVMap.Builder<KeyValue, Object>().keyType(new KeyValueType());
    String name = getDatabaseName() + "." + collection + "._index_" + index;
    return new UniqueIndex(store.openMap(name, map), index, keys, sparse);
  }

  @Override
  protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
    String full = getDatabaseName() + "." + name;
    MVMap<Object, Document> documents =
        store.openMap(
            "databases." + full,
            new MVMap.Builder<Object, Document>().valueType(new DocumentType()));
    MVMap<String, Object> meta = store.openMap("meta." + full);
    return new IdFirstCollection(this, name, options, documents, meta, cursorRegistry);
  }
}
