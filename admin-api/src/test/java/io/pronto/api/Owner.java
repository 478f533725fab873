package io.pronto.api;

import io.pronto.core.Ground;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The owner of the database, who may do what no code of the product may. */
final class Owner {
  private Owner() {}

  static void execute(String sql) {
    var url = URI.create(Ground.databaseUrl());
    var jdbc = "jdbc:postgresql://" + url.getHost() + ':' + url.getPort() + url.getPath();
    try (var connection = DriverManager.getConnection(jdbc, "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
