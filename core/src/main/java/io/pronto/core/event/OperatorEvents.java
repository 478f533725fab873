package io.pronto.core.event;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What happens to what the operator runs, such as a trunk that is down: told to its staff, for 30
 * days. They are few, and no organisation's.
 */
public final class OperatorEvents {
  private final Database database;

  /** Keeps them in {@code database}. */
  public OperatorEvents(Database database) {
    this.database = database;
  }

  /** Makes an event in {@code tx}, of the operator's realm: it lasts if and only if that does. */
  public static void append(Tx tx, News news) {
    tx.update(
        """
        insert into operator_event (id, type, occurred_at, data) values ($1, $2, $3, $4)
        on conflict (id) do nothing
        """,
        news.id(),
        news.type(),
        news.occurredAt().atOffset(ZoneOffset.UTC),
        news.data());
  }

  /**
   * Makes an event by itself; one that is told again, because the answer was lost, is kept once.
   *
   * @throws io.pronto.core.db.DatabaseUnavailable when it must be told later
   */
  public void tell(News news) {
    database.asOperator(
        tx -> {
          append(tx, news);
          return null;
        });
  }

  /** A page of them, of all types or one. */
  public Page<News> list(Optional<String> type, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing("select id, type, occurred_at, data from operator_event", "id")
                .where("type = ?", type)
                .page(tx, request, OperatorEvents::read, News::id));
  }

  private static News read(Row row) {
    return new News(
        row.getString("id"),
        row.getString("type"),
        row.getOffsetDateTime("occurred_at").toInstant(),
        row.getJsonObject("data"));
  }
}
