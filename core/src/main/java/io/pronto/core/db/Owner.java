package io.pronto.core.db;

import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The owner of the tables, who alone may write them anew. Row-level security does not hold for it:
 * it is for the upkeep of tables, never for what is in them.
 */
public final class Owner {
  private final String url;

  /**
   * Of the database at {@code url}.
   *
   * @param url {@code postgresql://user:password@host:port/name}
   */
  public Owner(String url) {
    this.url = url;
  }

  /** Opens a connection, which whoever asks closes; outside any transaction. */
  public Connection connect() throws SQLException {
    var options = PgConnectOptions.fromUri(url);
    return DriverManager.getConnection(
        Migrations.jdbc(url), options.getUser(), options.getPassword());
  }

  /** What is thrown where the database does not do what it should. */
  public DatabaseUnavailable unavailable(SQLException cause) {
    return new DatabaseUnavailable(cause);
  }
}
