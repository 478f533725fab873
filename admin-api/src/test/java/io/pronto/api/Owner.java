package io.pronto.api;

import io.pronto.core.Ground;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The owner of the database, who may do what no code of the product may. */
final class Owner {
  private Owner() {}

  static void execute(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every row of a table as text. */
  static List<String> rows(String table) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var found = statement.executeQuery("select t::text from " + table + " t")) {
      var rows = new ArrayList<String>();
      while (found.next()) {
        rows.add(found.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect() throws SQLException {
    var url = URI.create(Ground.databaseUrl());
    var jdbc = "jdbc:postgresql://" + url.getHost() + ':' + url.getPort() + url.getPath();
    return DriverManager.getConnection(jdbc, "postgres", "postgres");
  }
}
