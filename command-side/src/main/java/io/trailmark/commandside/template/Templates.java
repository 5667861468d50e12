package io.trailmark.commandside.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.trailmark.eventstore.BusinessClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Templates: those that are shipped, and those that a user wrote, which come first. */
@Component
public class Templates {
  private static final String WHERE = "classpath*:templates/*.md";

  private final JdbcClient jdbc;
  private final BusinessClock clock;
  private final Map<String, String> shipped = shipped();

  /** By name and text: understanding one takes longer than writing a message. */
  private final Cache<Map.Entry<String, String>, Template> understood =
      Caffeine.newBuilder().maximumSize(500).build();

  Templates(JdbcClient jdbc, BusinessClock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * One as it is written.
   *
   * @param changedAt milliseconds, null: it is the shipped one
   * @param shipped whether there is a shipped one of that name
   */
  record Written(String name, String text, @Nullable Long changedAt, boolean shipped) {}

  private static Map<String, String> shipped() {
    Map<String, String> texts = new TreeMap<>();
    try {
      for (Resource resource : new PathMatchingResourcePatternResolver().getResources(WHERE)) {
        try (InputStream in = resource.getInputStream()) {
          String file = String.valueOf(resource.getFilename());
          texts.put(
              file.substring(0, file.length() - ".md".length()),
              new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /** Whether messages can be made of one of that name. */
  public boolean exists(String name) {
    return find(name).isPresent();
  }

  /** All of them in order of their names. */
  List<Written> all() {
    Map<String, Written> all = new TreeMap<>();
    shipped.forEach((name, text) -> all.put(name, new Written(name, text, null, true)));
    jdbc.sql("select name, text, changed_at from template")
        .query(
            (row, n) ->
                all.put(
                    row.getString(1),
                    new Written(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        shipped.containsKey(row.getString(1)))))
        .list();
    return List.copyOf(all.values());
  }

  Optional<Written> find(String name) {
    String text = shipped.get(name);
    return jdbc.sql("select text, changed_at from template where name = ?")
        .param(name)
        .query((row, n) -> new Written(name, row.getString(1), row.getLong(2), text != null))
        .optional()
        .or(() -> Optional.ofNullable(text).map(t -> new Written(name, t, null, true)));
  }

  /**
   * One to write messages with.
   *
   * @throws TemplateProblem if there is none of that name, or it cannot be understood
   */
  Template template(String name) {
    return understood(
        name,
        find(name)
            .map(Written::text)
            .orElseThrow(
                () ->
                    TemplateProblem.of(
                        name,
                        "there is no such template: PUT /api/templates/"
                            + (name.matches(Template.NAME) ? name : "{name}")
                            + " brings one")));
  }

  /** The same of a text that is not kept. */
  Template understood(String name, String text) {
    return understood.get(Map.entry(name, text), key -> Template.read(name, text));
  }

  void keep(String name, String text) {
    jdbc.sql(
            "insert into template (name, text, changed_at) values (?, ?, ?) on conflict (name) do"
                + " update set text = excluded.text, changed_at = excluded.changed_at")
        .params(List.of(name, text, clock.millis()))
        .update();
  }

  /** Whether there was one of a user's. */
  boolean drop(String name) {
    return jdbc.sql("delete from template where name = ?").param(name).update() > 0;
  }
}
