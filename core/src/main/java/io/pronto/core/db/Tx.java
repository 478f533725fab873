package io.pronto.core.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction under way. Statements are prepared once per connection; parameters are {@code $1},
 * {@code $2}, … Every method throws {@link Conflict} or {@link DatabaseUnavailable}.
 */
public final class Tx {
  private final SqlConnection connection;

  Tx(SqlConnection connection) {
    this.connection = connection;
  }

  /** Returns every row of {@code sql}. */
  public List<Row> query(String sql, Object... args) {
    var rows = new ArrayList<Row>();
    execute(sql, args).forEach(rows::add);
    return rows;
  }

  /** Returns the first row of {@code sql}, if there is one. */
  public Optional<Row> one(String sql, Object... args) {
    var rows = execute(sql, args).iterator();
    return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
  }

  /** Runs {@code sql} and returns how many rows it touched. */
  public int update(String sql, Object... args) {
    return execute(sql, args).rowCount();
  }

  /** Runs {@code sql} once for each of {@code rows} in one round trip; returns the rows touched. */
  public int batch(String sql, List<Object[]> rows) {
    if (rows.isEmpty()) {
      return 0;
    }
    int touched = 0;
    var tuples = rows.stream().map(Tuple::from).toList();
    for (var result = await(connection.preparedQuery(sql).executeBatch(tuples));
        result != null;
        result = result.next()) {
      touched += result.rowCount();
    }
    return touched;
  }

  private RowSet<Row> execute(String sql, Object... args) {
    return await(connection.preparedQuery(sql).execute(Tuple.from(args)));
  }

  private static <T> T await(Future<T> future) {
    return Await.on(future.recover(thrown -> Future.failedFuture(Refusals.of(thrown))));
  }
}
