package io.pronto.core.event;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;

/** The events that have happened, for 30 days. */
public final class EventStore {
  /**
   * Looks for events that are there already by the order of their ids. Where equal ids are asked
   * for, PostgreSQL may choose another index: planned for an organisation that has no events yet,
   * and kept for all, that plan reads every event of a busy one for each that it appends.
   */
  private static final String APPEND =
      """
      with fresh as (
        select row_number() over (order by n) as place, id, type, occurred_at, data
          from rows from (jsonb_to_recordset($1)
            as (id text, type text, occurred_at timestamptz, data jsonb))
            with ordinality as e (id, type, occurred_at, data, n)
         where e.id is distinct from (select x.id from event x
            where x.organisation_id = acting_organisation() and x.id >= e.id
            order by x.id limit 1)),
      taken as (
        insert into event_sequence as s (organisation_id, last)
        select acting_organisation(), count(*) from fresh having count(*) > 0
        on conflict (organisation_id) do update set last = s.last + excluded.last
        returning last)
      insert into event (organisation_id, sequence, id, type, occurred_at, data)
      select acting_organisation(), last - (select count(*) from fresh) + place,
             id, type, occurred_at, data
        from taken, fresh
      """;

  private final Database database;

  /** Reads those of {@code database}. */
  public EventStore(Database database) {
    this.database = database;
  }

  /**
   * Up to {@code limit} events of an organisation that follow the one at {@code sequence}, in
   * order. Whoever asks again from the last one seen misses none.
   *
   * @param sequence 0 for the beginning
   */
  public List<Event> after(OrganisationId organisation, long sequence, int limit) {
    return database
        .in(
            organisation,
            tx ->
                tx.query(
                    """
                    select organisation_id, sequence, id, type, occurred_at, data
                      from event where sequence > $1 order by sequence limit $2
                    """,
                    sequence,
                    limit))
        .stream()
        .map(EventStore::event)
        .toList();
  }

  /** The place of the newest event of an organisation; 0 when there has been none. */
  public long last(OrganisationId organisation) {
    return database
        .in(organisation, tx -> tx.one("select last from event_sequence"))
        .map(row -> row.getLong(0))
        .orElse(0L);
  }

  /**
   * Gives {@code news} the next places among the events of the organisation that {@code tx} is in.
   */
  static void append(Tx tx, List<News> news) {
    if (!news.isEmpty()) {
      tx.update(APPEND, new JsonArray(news.stream().map(EventStore::json).toList()));
    }
  }

  private static JsonObject json(News news) {
    return new JsonObject()
        .put("id", news.id())
        .put("type", news.type())
        .put("occurred_at", news.occurredAt().toString())
        .put("data", news.data());
  }

  private static Event event(Row row) {
    return new Event(
        row.getString("id"),
        row.getString("type"),
        row.getLong("sequence"),
        row.getOffsetDateTime("occurred_at").toInstant(),
        new OrganisationId(row.getString("organisation_id")),
        row.getJsonObject("data"));
  }
}
