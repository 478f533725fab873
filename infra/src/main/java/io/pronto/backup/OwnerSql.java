package io.pronto.backup;

import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A session of the database's owner, for what PostgreSQL lets nobody else do. */
final class OwnerSql implements AutoCloseable {
  private final Connection connection;

  private OwnerSql(Connection connection) {
    this.connection = connection;
  }

  /** Opens one at {@code postgresql://user:password@host:port/name}. */
  static OwnerSql open(String url) throws SQLException {
    var options = PgConnectOptions.fromUri(url);
    var host = options.getHost().contains(":") ? '[' + options.getHost() + ']' : options.getHost();
    return new OwnerSql(
        DriverManager.getConnection(
            "jdbc:postgresql://%s:%d/%s".formatted(host, options.getPort(), options.getDatabase()),
            options.getUser(),
            options.getPassword()));
  }

  Connection connection() {
    return connection;
  }

  /** Runs {@code sql}, whatever it answers. */
  void run(String sql, String... arguments) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      statement.execute();
    }
  }

  /** The columns of the first row that {@code sql} finds, as texts; none where there is none. */
  String[] row(String sql, String... arguments) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      var found = statement.executeQuery();
      if (!found.next()) {
        return new String[0];
      }
      var row = new String[found.getMetaData().getColumnCount()];
      for (int i = 0; i < row.length; i++) {
        row[i] = found.getString(i + 1);
      }
      return row;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
