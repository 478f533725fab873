package io.pronto.server;

import io.vertx.pgclient.PgConnectOptions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** Says in one line what is wrong with the operator's database. */
public final class DatabaseFault {
  private static final int LIMIT_SECONDS = 5;

  private DatabaseFault() {}

  /** Returns what is wrong with the database at {@code url}; empty when it lets us in. */
  public static Optional<String> of(String url) {
    var to = PgConnectOptions.fromUri(url);
    var properties = new Properties();
    properties.put("user", Objects.requireNonNullElse(to.getUser(), ""));
    properties.put("password", Objects.requireNonNullElse(to.getPassword(), ""));
    properties.put("loginTimeout", "" + LIMIT_SECONDS);
    var host = to.getHost().contains(":") ? '[' + to.getHost() + ']' : to.getHost();
    var jdbc = "jdbc:postgresql://%s:%d/%s".formatted(host, to.getPort(), to.getDatabase());
    try (var connection = DriverManager.getConnection(jdbc, properties)) {
      return connection.isValid(LIMIT_SECONDS)
          ? Optional.empty()
          : Optional.of("database.url: it does not answer");
    } catch (SQLException e) {
      return Optional.of(line(url, e));
    }
  }

  /** The line for {@code thrown}, caught while {@code url} was used. */
  static String line(String url, Throwable thrown) {
    var to = PgConnectOptions.fromUri(url);
    var sql = cause(thrown);
    var where = "database.url: PostgreSQL at %s:%d".formatted(to.getHost(), to.getPort());
    return switch (sql.map(SQLException::getSQLState).orElse("")) {
      case "28P01", "28000" ->
          "%s does not let %s in: check user and password".formatted(where, to.getUser());
      case "3D000" ->
          "%s has no database %s: create it, or name another".formatted(where, to.getDatabase());
      case "42501" ->
          "%s lets %s in but not make tables or roles: let it own the database and give it CREATEROLE"
              .formatted(where, to.getUser());
      case "08001", "08004", "08006" ->
          "%s does not answer: check that it runs and that host and port are right"
              .formatted(where);
      case "57P03", "53300" -> "%s takes no connections now: try again later".formatted(where);
      default ->
          "%s: %s"
              .formatted(where, firstLine(sql.<Throwable>map(e -> e).orElse(thrown).getMessage()));
    };
  }

  private static Optional<SQLException> cause(Throwable thrown) {
    for (var each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  private static String firstLine(String text) {
    return text == null ? "it failed" : text.lines().findFirst().orElse("it failed");
  }
}
