package io.pronto.core.fraud;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;

/** The breakers that have tripped, and those that were released. */
public final class FraudAlarmStore {
  private static final String SELECT =
      """
      select id, organisation_id, rule, subject, most, at_ceiling, call_id, user_id, number, country, tripped_at,
             ends_at, released_at, released_by from fraud_alarm\
      """;
  private static final String OPEN = "released_at is null and (ends_at is null or ends_at > now())";

  private final Database database;
  private final Outbox outbox;

  /** Keeps them in {@code database}, and tells of them through {@code outbox}. */
  public FraudAlarmStore(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** A page of an organisation's, the newest first unless asked otherwise. */
  public Page<FraudAlarm> list(OrganisationId organisation, boolean openOnly, PageRequest request) {
    return database.in(organisation, tx -> page(tx, openOnly, request));
  }

  /** A page of those that only the operator releases, of all organisations. */
  public Page<FraudAlarm> listAtCeilings(boolean openOnly, PageRequest request) {
    return database.asOperator(tx -> page(tx, openOnly, request));
  }

  /** The one of that id. */
  public Optional<FraudAlarm> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, ""));
  }

  /**
   * Releases the one of that id: from then on its breaker counts anew. One for a new country
   * confirms that country. One that is released already stays as it is.
   *
   * @param by who releases it
   * @param check sees it locked, and refuses by throwing
   */
  public Optional<FraudAlarm> release(
      OrganisationId organisation, String id, String by, Consumer<FraudAlarm> check) {
    return database.in(
        organisation,
        tx ->
            read(tx, id, " for update")
                .map(
                    alarm -> {
                      check.accept(alarm);
                      return released(tx, alarm, by)
                          .map(after -> tell(tx, "fraud.breaker_released", after))
                          .orElse(alarm);
                    }));
  }

  /** The same by the operator, for one at a ceiling, of which the organisation is told. */
  public Optional<FraudAlarm> releaseAtCeiling(String id, String by) {
    return database.together(
        () ->
            database
                .asOperator(tx -> read(tx, id, " for update"))
                .map(
                    alarm ->
                        database
                            .asOperator(tx -> released(tx, alarm, by))
                            .map(
                                after ->
                                    database.in(
                                        alarm.organisation(),
                                        tx -> tell(tx, "fraud.breaker_released", after)))
                            .orElse(alarm)));
  }

  /**
   * Notes that a breaker has tripped, unless another node has done so already.
   *
   * @param end when it ends by itself; {@link Instant#MAX} where it must be released
   */
  Optional<FraudAlarm> trip(Tx tx, Attempt attempt, Count count, Instant end) {
    tx.update(
        """
        update fraud_alarm set released_at = ends_at
         where organisation_id = $1 and rule = $2 and subject = $3 and released_at is null
           and ends_at <= $4
        """,
        attempt.organisation().value(),
        count.breaker().rule().code(),
        count.breaker().subject(),
        utc(attempt.at()));
    return tx.one(
            """
            insert into fraud_alarm
              (id, organisation_id, rule, subject, most, at_ceiling, call_id, user_id, number,
               country, tripped_at, ends_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (organisation_id, rule, subject) where released_at is null do nothing
            returning id, organisation_id, rule, subject, most, at_ceiling, call_id, user_id, number, country,
              tripped_at, ends_at, released_at, released_by
            """,
            Id.next("alm"),
            attempt.organisation().value(),
            count.breaker().rule().code(),
            count.breaker().subject(),
            count.rule().limit(),
            count.rule().isAtCeiling(),
            attempt.call().value(),
            attempt.userId().isEmpty() ? null : attempt.userId(),
            attempt.number(),
            attempt.country(),
            utc(attempt.at()),
            end.equals(Instant.MAX) ? null : utc(end))
        .map(FraudAlarmStore::alarm)
        .map(alarm -> tell(tx, "fraud.breaker_tripped", alarm));
  }

  private static Page<FraudAlarm> page(Tx tx, boolean openOnly, PageRequest request) {
    var listing = new Listing(SELECT, "id");
    return (openOnly ? listing.where(OPEN) : listing)
        .page(tx, request, FraudAlarmStore::alarm, FraudAlarm::id);
  }

  private static Optional<FraudAlarm> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(FraudAlarmStore::alarm);
  }

  private static Optional<FraudAlarm> released(Tx tx, FraudAlarm alarm, String by) {
    if (alarm.releasedAt().isPresent()) {
      return Optional.empty();
    }
    tx.update(
        "update fraud_alarm set released_at = now(), released_by = $2 where id = $1",
        alarm.id(),
        by);
    if (RuleName.of(alarm.rule()).filter(n -> n.coverage() == Coverage.NEW_COUNTRY).isPresent()) {
      tx.update(
          """
          insert into called_country (organisation_id, country, confirmed_at)
          values ($1, $2, now())
          on conflict (organisation_id, country) do update set confirmed_at = now()
          """,
          alarm.organisation().value(),
          alarm.country());
    }
    return read(tx, alarm.id(), "");
  }

  private FraudAlarm tell(Tx tx, String type, FraudAlarm alarm) {
    var data =
        new JsonObject()
            .put("fraud_alarm_id", alarm.id())
            .put("rule", alarm.rule())
            .put("subject", alarm.subject())
            .put("limit", alarm.limit().stripTrailingZeros().toPlainString())
            .put("call_id", alarm.call())
            .put("user_id", alarm.userId().orElse(null))
            .put("to", alarm.number())
            .put("country", alarm.country());
    outbox.append(tx, type, data);
    return alarm;
  }

  private static FraudAlarm alarm(Row row) {
    return new FraudAlarm(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        row.getString("rule"),
        row.getString("subject"),
        row.getBigDecimal("most"),
        row.getBoolean("at_ceiling"),
        row.getString("call_id"),
        Optional.ofNullable(row.getString("user_id")),
        row.getString("number"),
        row.getString("country"),
        row.getOffsetDateTime("tripped_at").toInstant(),
        time(row, "ends_at"),
        time(row, "released_at"),
        Optional.ofNullable(row.getString("released_by")));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
