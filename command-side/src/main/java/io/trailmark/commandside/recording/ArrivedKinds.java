package io.trailmark.commandside.recording;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The kinds of activity that ever arrived. A kind that is known to be stored costs nothing. There
 * may be so many and no more: a source that puts an id into the name of what happened makes a kind
 * of every activity, and nothing could tell, count or remember them all.
 */
@Component
class ArrivedKinds {
  private final JdbcClient jdbc;
  private final int most;
  private final Set<String> stored = ConcurrentHashMap.newKeySet();

  /**
   * @param most {@code trailmark.most-kinds}; transactions that run at once may go somewhat beyond
   */
  ArrivedKinds(JdbcClient jdbc, @Value("${trailmark.most-kinds:5000}") int most) {
    this.jdbc = jdbc;
    this.most = most;
  }

  int most() {
    return most;
  }

  /** Those of some kinds that would be more than there may be. */
  Set<String> tooMany(Collection<String> kinds) {
    TreeSet<String> news = unknown(kinds);
    if (news.isEmpty()) {
      return news;
    }
    List<String> known =
        jdbc.sql("select kind from arrived_kind where kind = any(?)")
            .param(news.toArray(String[]::new))
            .query(String.class)
            .list();
    stored.addAll(known);
    known.forEach(news::remove);
    int room = news.isEmpty() ? 0 : Math.max(0, most - count());
    return news.stream().skip(room).collect(Collectors.toSet());
  }

  private int count() {
    return jdbc.sql("select count(*) from arrived_kind").query(Integer.class).single();
  }

  private TreeSet<String> unknown(Collection<String> kinds) {
    TreeSet<String> news = new TreeSet<>(kinds);
    news.removeAll(stored);
    return news;
  }

  /**
   * Notes kinds in the transaction that records them, as the last thing that it waits for: another
   * may be storing the same kind for the first time.
   */
  void note(Collection<String> kinds) {
    Set<String> news = unknown(kinds);
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
