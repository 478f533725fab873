package io.pronto.core.retention;

import io.pronto.core.Id;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Bounds and their changes that wait, as rows have them, in a transaction of the operator's. */
final class RetentionBoundRows {
  private static final String BOUND =
      "select category, minimum_days, maximum_days, usual from retention_bound";
  private static final String CHANGE =
      """
      select category, minimum_days, maximum_days, usual, id, asked_by, asked_at, confirmed_by, confirmed_at,
             in_force_at
        from retention_bound_change c\
      """;

  private RetentionBoundRows() {}

  static List<RetentionBound> list(Tx tx) {
    return tx.query(BOUND + " order by category").stream().map(RetentionBoundRows::bound).toList();
  }

  static RetentionBoundState state(Tx tx, Category category) {
    return state(tx, category, "");
  }

  /** The same, which nobody else changes until {@code tx} ends. */
  static RetentionBoundState locked(Tx tx, Category category) {
    return state(tx, category, " for update");
  }

  private static RetentionBoundState state(Tx tx, Category category, String lock) {
    var bound = tx.one(BOUND + " where category = $1" + lock, category.text()).orElseThrow();
    return new RetentionBoundState(bound(bound), change(tx, category));
  }

  static Optional<RetentionBoundChange> change(Tx tx, Category category) {
    return tx.one(CHANGE + " where category = $1", category.text()).map(RetentionBoundRows::change);
  }

  /** Those whose day has come; nobody else has them until {@code tx} ends. */
  static List<RetentionBoundChange> due(Tx tx, Instant now) {
    return tx
        .query(CHANGE + " where has_come(c, $1) for update skip locked", RetentionRows.utc(now))
        .stream()
        .map(RetentionBoundRows::change)
        .toList();
  }

  /** Whether {@code wanted} allows less than what holds. */
  static boolean allowsLess(Tx tx, RetentionBound wanted) {
    var json =
        new JsonObject()
            .put("minimum_days", wanted.minimumDays().getAsInt())
            .put("maximum_days", wanted.maximumDays().getAsInt())
            .put("usual", wanted.usual().toString());
    return tx.one(
            """
            select allows_less(jsonb_populate_record(null::retention_bound, $2::jsonb), b) as less
              from retention_bound b where b.category = $1
            """,
            wanted.category().text(),
            json)
        .orElseThrow()
        .getBoolean("less");
  }

  static void replace(Tx tx, RetentionBound wanted) {
    tx.update(
        """
        update retention_bound set minimum_days = $2, maximum_days = $3, usual = $4
         where category = $1
        """,
        wanted.category().text(),
        wanted.minimumDays().getAsInt(),
        wanted.maximumDays().getAsInt(),
        wanted.usual().toString());
  }

  static RetentionBoundChange wait(Tx tx, RetentionBound wanted, String by, Instant now) {
    tx.update(
        """
        insert into retention_bound_change (category, id, minimum_days, maximum_days, usual, asked_by, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        wanted.category().text(),
        Id.next("rbc"),
        wanted.minimumDays().getAsInt(),
        wanted.maximumDays().getAsInt(),
        wanted.usual().toString(),
        by,
        RetentionRows.utc(now));
    return change(tx, wanted.category()).orElseThrow();
  }

  /** Has it wait from now on, and no shorter where a clock was set back. */
  static RetentionBoundChange confirm(Tx tx, Category category, String by, Instant now) {
    tx.update(
        """
        update retention_bound_change
           set confirmed_by = $2, confirmed_at = $3,
               in_force_at = greatest($3::timestamptz, retention_now()) + make_interval(hours => $4)
         where category = $1
        """,
        category.text(),
        by,
        RetentionRows.utc(now),
        (int) RetentionBoundChange.WAIT.toHours());
    return change(tx, category).orElseThrow();
  }

  static void drop(Tx tx, RetentionBoundChange change) {
    tx.update("delete from retention_bound_change where id = $1", change.id());
  }

  static List<OrganisationId> organisations(Tx tx) {
    return tx.query("select id from organisation order by id").stream()
        .map(row -> new OrganisationId(row.getString("id")))
        .toList();
  }

  /** Who was given notice of a change. */
  static List<OrganisationId> noticed(Tx tx, RetentionBoundChange change) {
    return tx
        .query("select organisation_id from notice where about = $1 order by 1", change.id())
        .stream()
        .map(row -> new OrganisationId(row.getString("organisation_id")))
        .toList();
  }

  private static RetentionBoundChange change(Row row) {
    return new RetentionBoundChange(
        row.getString("id"),
        bound(row),
        row.getString("asked_by"),
        row.getOffsetDateTime("asked_at").toInstant(),
        Optional.ofNullable(row.getString("confirmed_by")),
        time(row, "confirmed_at"),
        time(row, "in_force_at"));
  }

  private static RetentionBound bound(Row row) {
    return new RetentionBound(
        Category.of(row.getString("category")),
        days(row.getInteger("minimum_days")),
        days(row.getInteger("maximum_days")),
        Period.parse(row.getString("usual")));
  }

  private static OptionalInt days(Integer days) {
    return days == null ? OptionalInt.empty() : OptionalInt.of(days);
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
