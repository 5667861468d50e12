package io.trailmark.queryside.messages;

import io.trailmark.eventstore.web.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** The newest messages in the order in which they are listed, in one document. */
final class Newest {
  /** Enough for a page of the usual length and to know whether another follows. */
  static final int KEPT = Parameters.DEFAULT_LIMIT + 1;

  private static final String MESSAGES = "messages";

  private Newest() {}

  /** Puts a message where it belongs: late ones come after newer ones in the log. */
  static void add(Document newest, String id, long at) {
    List<Document> messages = new ArrayList<>(messages(newest));
    int place = 0;
    while (place < messages.size() && isNewer(messages.get(place), id, at)) {
      place++;
    }
    messages.add(place, new Document("id", id).append("at", at));
    newest.put(MESSAGES, new ArrayList<>(messages.subList(0, Math.min(KEPT, messages.size()))));
  }

  private static boolean isNewer(Document message, String id, long at) {
    int byTime = Long.compare(message.getLong("at"), at);
    return byTime > 0 || byTime == 0 && message.getString("id").compareTo(id) > 0;
  }

  /** Ids of the newest, at most so many. */
  static List<String> ids(Document newest, int limit) {
    return messages(newest).stream().limit(limit).map(m -> m.getString("id")).toList();
  }

  private static List<Document> messages(Document newest) {
    return newest.getList(MESSAGES, Document.class, List.of());
  }
}
