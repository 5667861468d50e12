package io.trailmark.eventstore;

import java.security.SecureRandom;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Secrets that an installation makes once and keeps: 32 random bytes for each name. */
public final class InstallationSecrets {
  private static final int BYTES = 32;

  private final JdbcClient jdbc;

  /**
   * @param jdbc outside of any caller's transaction: what is rolled back must not take with it a
   *     secret that somebody has used by then
   */
  InstallationSecrets(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The secret of that name, made now if there is none; the same for all nodes. */
  public byte[] secret(String name) {
    byte[] fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    jdbc.sql("insert into installation_secret (name, value) values (?, ?) on conflict do nothing")
        .params(List.of(name, fresh))
        .update();
    return jdbc.sql("select value from installation_secret where name = ?")
        .param(name)
        .query((row, n) -> row.getBytes(1))
        .single();
  }
}
