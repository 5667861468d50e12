package io.trailmark.commandside.recording;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The kinds of activity that ever arrived. A kind that is known to be stored costs nothing. */
@Component
class ArrivedKinds {
  private final JdbcClient jdbc;
  private final Set<String> stored = ConcurrentHashMap.newKeySet();

  ArrivedKinds(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Notes kinds in the transaction that records them, as the last thing that it waits for: another
   * may be storing the same kind for the first time.
   */
  void note(Collection<String> kinds) {
    Set<String> news = new TreeSet<>(kinds);
    news.removeAll(stored);
    if (news.isEmpty()) {
      return;
    }
    Set<String> inserted =
        new HashSet<>(
            jdbc.sql(
                    "insert into arrived_kind select k from unnest(?::text[]) k order by k on"
                        + " conflict do nothing returning kind")
                .param(news.toArray(String[]::new))
                .query(String.class)
                .list());
    // What was inserted now may be rolled back; what was there is committed.
    news.removeAll(inserted);
    stored.addAll(news);
  }
}
