package io.pronto.core.provisioning;

import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is wanted, counted from its beginning, the oldest first.
 *
 * @param skip how many come before it
 * @param most how many it has at most; may be 0, to learn how many there are
 */
public record Window(long skip, int most) {
  /** Reads it from {@code table}, each row that {@code select} makes by {@code read}. */
  <T> Slice<T> of(
      Tx tx,
      String select,
      String table,
      List<? extends Criterion<?>> criteria,
      Function<Row, T> read) {
    var where = new StringBuilder(" where true");
    var values = new ArrayList<Object>();
    for (var criterion : criteria) {
      values.add(criterion.value());
      where
          .append(" and ")
          .append(criterion.field().condition().replace("?", "$" + values.size() + "::text"));
    }
    long total =
        tx.one("select count(*) from " + table + where, values.toArray()).orElseThrow().getLong(0);
    if (most == 0 || skip >= total) {
      return new Slice<>(total, List.of());
    }
    var sql = select + where + " order by id offset " + skip + " limit " + most;
    return new Slice<>(total, tx.query(sql, values.toArray()).stream().map(read).toList());
  }
}
