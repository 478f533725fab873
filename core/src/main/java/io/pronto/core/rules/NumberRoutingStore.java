package io.pronto.core.rules;

import io.pronto.core.Id;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.hours.Schedule;
import io.pronto.core.hours.ScheduleStore;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rules.RoutingVersion.State;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What numbers do with their calls beside ringing their users, version by version. Nothing is done
 * at the moment at which one takes the place of another: whoever asks looks at the clock.
 */
public final class NumberRoutingStore {
  /** How many versions of a number may be scheduled. */
  public static final int MOST_SCHEDULED = 20;

  /** How many that were in force are kept, for going back to them; the audit log has them all. */
  private static final int MOST_PAST = 100;

  private static final String COLUMNS =
      """
      r.id, r.schedule_id, r.closed_user_id, r.closed_number, r.closed_answer, r.hidden, r.masked,
      r.malformed, r.missing, r.sealed_code, r.effective_at, r.published_at, r.published_by, r.repeats\
      """;

  private static final String SELECT =
      "select r.number as rented, " + COLUMNS + " from number_routing r";

  private static final String IN_FORCE =
      "select n.number as rented, "
          + COLUMNS
          + """
           from phone_number n left join lateral (
             select * from number_routing
              where number = n.number and organisation_id = n.organisation_id
                and effective_at <= $2
              order by effective_at desc, sequence desc limit 1) r on true
           where n.number = $1
          """;

  private final Database database;
  private final Outbox outbox;
  private final InstantSource clock;

  /**
   * Keeps it in {@code database}, and tells of changes through {@code outbox}.
   *
   * @param clock by which versions are in force
   */
  public NumberRoutingStore(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** That of {@code number} now; empty when {@code organisation} does not rent it. */
  public Optional<NumberRouting> find(OrganisationId organisation, String number) {
    return database.in(
        organisation, tx -> tx.one(IN_FORCE, number, utc(now())).map(NumberRoutingStore::routing));
  }

  /** A page of all versions of {@code number}; empty when {@code organisation} does not rent it. */
  public Optional<Page<RoutingVersion>> versions(
      OrganisationId organisation, String number, PageRequest request) {
    return database.in(
        organisation,
        tx -> {
          var now = now();
          return tx.one(IN_FORCE, number, utc(now))
              .map(
                  current ->
                      new Listing(SELECT, "id")
                          .where("r.number = ?", number)
                          .page(
                              tx,
                              request,
                              row -> version(row, current.getString("id"), now),
                              RoutingVersion::id));
        });
  }

  /** The version of that id. */
  public Optional<RoutingVersion> version(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, now()));
  }

  /**
   * Publishes a version of {@code number}; empty when {@code organisation} does not rent it. Where
   * it says the same as the one that would be in force then, that one stays. Refused by {@code
   * number_routing_schedule} and {@code number_routing_closed_user} when there is no such schedule
   * or user.
   *
   * @param effectiveAt from when it is in force; empty, or past: at once
   * @param repeats the older version that it is made from
   * @param change is given what would be in force then without it
   * @throws ScheduledAlready when {@link #MOST_SCHEDULED} are scheduled
   */
  public Optional<RoutingVersion> publish(
      OrganisationId organisation,
      String number,
      Optional<Instant> effectiveAt,
      Optional<String> repeats,
      UnaryOperator<NumberRouting> change) {
    return database.in(
        organisation,
        tx ->
            locked(tx, number)
                .map(
                    _ -> {
                      var now = now();
                      var from = effectiveAt.filter(now::isBefore).orElse(now);
                      var before = tx.one(IN_FORCE, number, utc(from)).orElseThrow();
                      var after = change.apply(routing(before));
                      return before.getString("id") != null && after.equals(routing(before))
                          ? read(tx, before.getString("id"), now).orElseThrow()
                          : write(tx, organisation, made(after, from, now, repeats));
                    }));
  }

  private static RoutingVersion made(
      NumberRouting routing, Instant from, Instant now, Optional<String> repeats) {
    return new RoutingVersion(
        Id.next("rtv"),
        routing,
        from.isAfter(now) ? State.SCHEDULED : State.IN_FORCE,
        from,
        now,
        Optional.of(Actor.current().account())
            .filter(account -> !account.isEmpty())
            .map(account -> account.substring(account.indexOf(':') + 1)),
        repeats);
  }

  private RoutingVersion write(Tx tx, OrganisationId organisation, RoutingVersion published) {
    var routing = published.routing();
    var number = routing.number().value();
    if (published.state() == State.SCHEDULED) {
      refuseTooMany(tx, number, published.publishedAt());
    }
    var closed = Optional.of(routing.closed());
    tx.update(
        """
        insert into number_routing (id, organisation_id, number, schedule_id, closed_user_id,
          closed_number, closed_answer, hidden, masked, malformed, missing, sealed_code,
          effective_at, published_at, published_by, repeats)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """,
        published.id(),
        organisation.value(),
        number,
        routing.scheduleId().orElse(null),
        Targets.userId(closed),
        Targets.number(closed),
        Targets.answer(closed),
        policy(routing.anonymous().hidden()),
        policy(routing.anonymous().masked()),
        policy(routing.anonymous().malformed()),
        policy(routing.anonymous().missing()),
        routing.anonymous().code().map(SealedCode::sealed).orElse(null),
        utc(published.effectiveAt()),
        utc(published.publishedAt()),
        published.publishedBy().orElse(null),
        published.repeats().orElse(null));
    forgetOldest(tx, number, published.publishedAt());
    tell(
        tx,
        published.state() == State.SCHEDULED
            ? "number.routing_scheduled"
            : "number.routing_changed",
        published);
    return published;
  }

  private static void refuseTooMany(Tx tx, String number, Instant now) {
    var scheduled =
        tx.one(
            "select count(*) from number_routing where number = $1 and effective_at > $2",
            number,
            utc(now));
    if (scheduled.orElseThrow().getLong(0) >= MOST_SCHEDULED) {
      throw new ScheduledAlready();
    }
  }

  private static void forgetOldest(Tx tx, String number, Instant now) {
    tx.update(
        """
        delete from number_routing where id in (
          select id from number_routing where number = $1 and effective_at <= $2
           order by effective_at desc, sequence desc offset $3)
        """,
        number,
        utc(now),
        MOST_PAST + 1);
  }

  /**
   * Cancels the version of that id; false when there is none.
   *
   * @param check sees it while its number is locked, and refuses by throwing: as when it has been
   *     in force
   */
  public boolean cancel(OrganisationId organisation, String id, Consumer<RoutingVersion> check) {
    return database.in(
        organisation,
        tx -> {
          var leaving =
              tx.one("select number from number_routing where id = $1", id)
                  .flatMap(row -> locked(tx, row.getString("number")))
                  .flatMap(_ -> read(tx, id, now()));
          leaving.ifPresent(check);
          tx.update("delete from number_routing where id = $1", id);
          leaving.ifPresent(gone -> tell(tx, "number.routing_cancelled", gone));
          return leaving.isPresent();
        });
  }

  private void tell(Tx tx, String event, RoutingVersion about) {
    outbox.append(
        tx,
        event,
        new JsonObject()
            .put("number", about.routing().number().value())
            .put("version_id", about.id())
            .put("effective_at", about.effectiveAt()));
  }

  /**
   * What calls need to know of {@code number} from {@code now} on; the transaction is its
   * organisation's.
   */
  public static RulesOverTime rules(Tx tx, E164 number, Instant now) {
    var rows =
        tx.query(
            SELECT
                + """
                 where r.number = $1 and r.effective_at >= coalesce(
                   (select max(effective_at) from number_routing
                     where number = $1 and effective_at <= $2), '-infinity')
                 order by r.effective_at, r.sequence
                """,
            number.value(),
            utc(now));
    return new RulesOverTime(
        rows.stream()
            .map(
                row ->
                    new RulesOverTime.Since(
                        time(row, "effective_at"),
                        new NumberRules(schedule(tx, row), closed(row), anonymous(row))))
            .toList());
  }

  private static Optional<Schedule> schedule(Tx tx, Row row) {
    return Optional.ofNullable(row.getString("schedule_id"))
        .flatMap(
            id ->
                tx.one("select " + ScheduleStore.COLUMNS + " from schedule where id = $1", id)
                    .map(ScheduleStore::schedule));
  }

  private static Optional<Row> locked(Tx tx, String number) {
    return tx.one("select from phone_number where number = $1 for update", number);
  }

  private static Optional<RoutingVersion> read(Tx tx, String id, Instant now) {
    return tx.one(SELECT + " where r.id = $1", id)
        .map(
            row ->
                version(
                    row,
                    tx.one(IN_FORCE, row.getString("rented"), utc(now))
                        .orElseThrow()
                        .getString("id"),
                    now));
  }

  private static RoutingVersion version(Row row, String inForce, Instant now) {
    var effectiveAt = time(row, "effective_at");
    var id = row.getString("id");
    return new RoutingVersion(
        id,
        routing(row),
        effectiveAt.isAfter(now)
            ? State.SCHEDULED
            : id.equals(inForce) ? State.IN_FORCE : State.SUPERSEDED,
        effectiveAt,
        time(row, "published_at"),
        Optional.ofNullable(row.getString("published_by")),
        Optional.ofNullable(row.getString("repeats")));
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
        accepts(row, "missing"),
        Optional.ofNullable(row.getBuffer("sealed_code")).map(SealedCode::new));
  }

  private static boolean accepts(Row row, String column) {
    return !"reject".equals(row.getString(column));
  }

  private static String policy(boolean accepts) {
    return accepts ? "accept" : "reject";
  }

  /** As fine as PostgreSQL keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private static Instant time(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
