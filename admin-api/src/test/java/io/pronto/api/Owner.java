package io.pronto.api;

import io.pronto.core.Ground;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The owner of the database, who may do what no code of the product may. */
final class Owner {
  private Owner() {}

  static void execute(String sql) {
    does(statement -> statement.execute(sql));
  }

  /** Does {@code work} while nobody else gets at the table. */
  static void locking(String table, Runnable work) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table " + table + " in access exclusive mode");
      work.run();
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every row of a table as text. */
  static List<String> rows(String table) {
    return does(
        statement -> {
          var found = statement.executeQuery("select t::text from " + table + " t");
          var rows = new ArrayList<String>();
          while (found.next()) {
            rows.add(found.getString(1));
          }
          return rows;
        });
  }

  /** The number that a query gives. */
  static long count(String sql) {
    return does(
        statement -> {
          var row = statement.executeQuery(sql);
          row.next();
          return row.getLong(1);
        });
  }

  private interface Doing<T> {
    T with(Statement statement) throws SQLException;
  }

  private static <T> T does(Doing<T> doing) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      return doing.with(statement);
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
