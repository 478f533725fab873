package io.pronto.core.db;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A list read page by page. The next page begins at a key, not at a count, so that nothing is
 * skipped or seen twice while rows come and go.
 */
public final class Listing {
  private final String select;
  private final String key;
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> arguments = new ArrayList<>();

  /**
   * All rows of {@code select}, which has no where clause.
   *
   * @param key the unique column by which they are ordered
   */
  public Listing(String select, String key) {
    this.select = select;
    this.key = key;
  }

  /** Keeps those for which {@code condition} holds. */
  public Listing where(String condition) {
    conditions.add(condition);
    return this;
  }

  /** Keeps those for which {@code condition} holds, in which {@code ?} stands for the value. */
  public Listing where(String condition, Object value) {
    arguments.add(value);
    conditions.add(condition.replace("?", "$" + arguments.size()));
    return this;
  }

  /** The same as {@link #where(String, Object)} if there is a value. */
  public Listing where(String condition, Optional<?> value) {
    return value.isPresent() ? where(condition, value.get()) : this;
  }

  /** Reads the page wanted, each row by {@code read}. */
  public <T> Page<T> page(
      Tx tx, PageRequest request, Function<Row, T> read, Function<T, String> keyOf) {
    return page(tx::query, request, read, keyOf);
  }

  /** The same, in a transaction of its own, among the rows of {@code organisation}. */
  public <T> Page<T> page(
      Database database,
      OrganisationId organisation,
      PageRequest request,
      Function<Row, T> read,
      Function<T, String> keyOf) {
    return page(
        (sql, arguments) -> database.read(organisation, sql, arguments), request, read, keyOf);
  }

  private interface Asking {
    List<Row> ask(String sql, Object[] arguments);
  }

  private <T> Page<T> page(
      Asking asking, PageRequest request, Function<Row, T> read, Function<T, String> keyOf) {
    boolean falling = request.descending() != request.backwards();
    request.cursor().ifPresent(cursor -> where(key + (falling ? " < ?" : " > ?"), cursor));
    var sql =
        select
            + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
            + " order by "
            + key
            + (falling ? " desc" : "")
            + " limit "
            + (request.limit() + 1);
    var found = asking.ask(sql, arguments.toArray()).stream().map(read).toList();
    return Page.of(found, request, keyOf);
  }
}
