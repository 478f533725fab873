package io.pronto.core.porting;

import io.pronto.core.db.Tx;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.MonthlyPrice;
import io.pronto.core.rental.NumberPolicies;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A port order as a row of SQL, and as it is told of. */
final class PortOrderRow {
  static final String SELECT =
      """
      select id, organisation_id, direction, number, country, type, rio, desired_date,
             other_operator, state, reason, due_at, switch_at, cancel_until, monthly_price,
             currency, created_at, alarm
        from port_order\
      """;

  private PortOrderRow() {}

  static void insert(Tx tx, PortOrder order) {
    tx.update(
        """
        insert into port_order
          (id, organisation_id, direction, number, country, type, rio, desired_date,
           other_operator, state, due_at, created_at, changed_at, monthly_price, currency)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14)
        """,
        order.id(),
        order.organisation().value(),
        order.direction().code(),
        order.number().value(),
        order.country(),
        order.type(),
        order.rio().map(Rio::toString).orElse(null),
        order.desiredDate(),
        order.otherOperator().orElse(null),
        order.state().code(),
        time(order.dueAt()),
        time(order.createdAt()),
        order.price().map(MonthlyPrice::amount).orElse(null),
        order.price().map(MonthlyPrice::currency).orElse(null));
  }

  static void update(Tx tx, PortOrder order, Instant now) {
    tx.update(
        """
        update port_order set state = $2, reason = $3, other_operator = $4, switch_at = $5,
               cancel_until = $6, changed_at = $7 where id = $1
        """,
        order.id(),
        order.state().code(),
        order.reason().orElse(null),
        order.otherOperator().orElse(null),
        order.switchAt().map(PortOrderRow::time).orElse(null),
        order.cancelUntil().map(PortOrderRow::time).orElse(null),
        time(now));
  }

  static PortOrder read(Row row) {
    return new PortOrder(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        PortOrder.Direction.of(row.getString("direction")),
        new E164(row.getString("number")),
        row.getString("country"),
        row.getString("type"),
        Optional.ofNullable(row.getString("rio")).map(Rio::parse),
        row.getLocalDate("desired_date"),
        Optional.ofNullable(row.getString("other_operator")),
        PortState.of(row.getString("state")),
        Optional.ofNullable(row.getString("reason")),
        row.getOffsetDateTime("due_at").toInstant(),
        instant(row, "switch_at"),
        instant(row, "cancel_until"),
        NumberPolicies.price(row),
        row.getOffsetDateTime("created_at").toInstant());
  }

  /** What an event tells; a RIO is for nobody's eyes but the operators'. */
  static JsonObject told(PortOrder order) {
    return new JsonObject()
        .put("id", order.id())
        .put("direction", order.direction().code())
        .put("number", order.number().value())
        .put("state", order.state().code())
        .put("reason", order.reason().orElse(null))
        .put("desired_date", order.desiredDate().toString())
        .put("switch_at", order.switchAt().map(Instant::toString).orElse(null))
        .put("due_at", order.dueAt().toString());
  }

  private static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  static OffsetDateTime time(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC);
  }
}
