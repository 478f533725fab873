package io.pronto.core.rules;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.hours.Schedule;
import io.pronto.core.hours.ScheduleStore;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What numbers do with their calls beside ringing their users. */
public final class NumberRoutingStore {
  private static final String SELECT =
      """
      select n.number as rented, r.schedule_id, r.closed_user_id, r.closed_number, r.closed_answer,
             r.hidden, r.masked, r.malformed, r.missing
        from phone_number n left join number_routing r
          on r.number = n.number and r.organisation_id = n.organisation_id
       where n.number = $1\
      """;

  private final Database database;
  private final Outbox outbox;

  /** Keeps it in {@code database}, and tells of changes through {@code outbox}. */
  public NumberRoutingStore(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** That of {@code number}; empty when {@code organisation} does not rent it. */
  public Optional<NumberRouting> find(OrganisationId organisation, String number) {
    return database.in(organisation, tx -> tx.one(SELECT, number).map(NumberRoutingStore::routing));
  }

  /**
   * Changes that of {@code number}; empty when {@code organisation} does not rent it. Refused by
   * {@code number_routing_schedule} and {@code number_routing_closed_user} when there is no such
   * schedule or user.
   */
  public Optional<NumberRouting> change(
      OrganisationId organisation, String number, UnaryOperator<NumberRouting> change) {
    return database.in(
        organisation,
        tx ->
            tx.one("select from phone_number where number = $1 for update", number)
                .flatMap(_ -> tx.one(SELECT, number))
                .map(NumberRoutingStore::routing)
                .map(change)
                .map(after -> write(tx, organisation, after)));
  }

  private NumberRouting write(Tx tx, OrganisationId organisation, NumberRouting after) {
    var closed = Optional.of(after.closed());
    tx.update(
        """
        insert into number_routing (organisation_id, number, schedule_id, closed_user_id,
          closed_number, closed_answer, hidden, masked, malformed, missing)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (organisation_id, number) do update set schedule_id = excluded.schedule_id,
          closed_user_id = excluded.closed_user_id, closed_number = excluded.closed_number,
          closed_answer = excluded.closed_answer, hidden = excluded.hidden,
          masked = excluded.masked, malformed = excluded.malformed, missing = excluded.missing
        """,
        organisation.value(),
        after.number().value(),
        after.scheduleId().orElse(null),
        Targets.userId(closed),
        Targets.number(closed),
        Targets.answer(closed),
        policy(after.anonymous().hidden()),
        policy(after.anonymous().masked()),
        policy(after.anonymous().malformed()),
        policy(after.anonymous().missing()));
    outbox.append(
        tx, "number.routing_changed", new JsonObject().put("number", after.number().value()));
    return after;
  }

  /** What calls need to know of {@code number}; the transaction is its organisation's. */
  public static NumberRules rules(Tx tx, E164 number) {
    return tx.one(SELECT, number.value())
        .map(row -> new NumberRules(schedule(tx, row), closed(row), anonymous(row)))
        .orElse(NumberRules.NONE);
  }

  private static Optional<Schedule> schedule(Tx tx, Row row) {
    return Optional.ofNullable(row.getString("schedule_id"))
        .flatMap(
            id ->
                tx.one("select " + ScheduleStore.COLUMNS + " from schedule where id = $1", id)
                    .map(ScheduleStore::schedule));
  }

  private static NumberRouting routing(Row row) {
    return new NumberRouting(
        new E164(row.getString("rented")),
        Optional.ofNullable(row.getString("schedule_id")),
        closed(row),
        anonymous(row));
  }

  private static Target closed(Row row) {
    return Targets.readOrRefusal(row, "closed").orElse(NumberRules.UNAVAILABLE);
  }

  private static AnonymousPolicy anonymous(Row row) {
    return new AnonymousPolicy(
        accepts(row, "hidden"),
        accepts(row, "masked"),
        accepts(row, "malformed"),
        accepts(row, "missing"));
  }

  private static boolean accepts(Row row, String column) {
    return !"reject".equals(row.getString(column));
  }

  private static String policy(boolean accepts) {
    return accepts ? "accept" : "reject";
  }
}
