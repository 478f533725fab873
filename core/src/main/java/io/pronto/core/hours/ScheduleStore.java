package io.pronto.core.hours;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The schedules of organisations. */
public final class ScheduleStore {
  /** The columns that {@link #schedule} reads. */
  public static final String COLUMNS =
      """
      schedule.id, schedule.name, schedule.time_zone, schedule.hours, schedule.holidays,
      schedule.exceptions, schedule.override_state, schedule.override_until, schedule.created_at\
      """;

  private static final String SELECT = "select " + COLUMNS + " from schedule";

  /** What was in force once and is no more holds no schedule. */
  private static final String IN_USE =
      """
      select from number_routing r where schedule_id = $1 and not exists (
        select from number_routing later where later.number = r.number and later.effective_at <= now()
           and (later.effective_at, later.sequence) > (r.effective_at, r.sequence)) limit 1
      """;

  private final Database database;
  private final Outbox outbox;

  /** Keeps them in {@code database}, and tells of changes through {@code outbox}. */
  public ScheduleStore(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** A page of all. */
  public Page<Schedule> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx -> new Listing(SELECT, "id").page(tx, request, ScheduleStore::schedule, Schedule::id));
  }

  /** The one of that id. */
  public Optional<Schedule> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, ""));
  }

  /**
   * Makes one by changing one that is never open. Refused by {@code schedule_name} when another has
   * the name.
   */
  public Schedule create(OrganisationId organisation, UnaryOperator<Schedule> set) {
    var made = set.apply(blank());
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              insert into schedule (id, organisation_id, name, time_zone, hours)
              values ($1, $2, $3, $4, $5)
              """,
              made.id(),
              organisation.value(),
              made.name(),
              made.zone().getId(),
              new JsonArray());
          return write(tx, made, "schedule.created");
        });
  }

  /** Changes the one of that id; refused as {@link #create} is. */
  public Optional<Schedule> change(
      OrganisationId organisation, String id, UnaryOperator<Schedule> change) {
    return database.in(
        organisation,
        tx ->
            read(tx, id, " for update")
                .map(change)
                .map(after -> write(tx, after, "schedule.changed")));
  }

  /**
   * Deletes the one of that id; false when there is none.
   *
   * @param check sees it locked, and refuses by throwing
   * @throws ScheduleInUse while numbers have it, or will have it
   */
  public boolean delete(OrganisationId organisation, String id, Consumer<Schedule> check) {
    return database.in(
        organisation,
        tx -> {
          var leaving = read(tx, id, " for update");
          leaving.ifPresent(check);
          if (tx.one(IN_USE, id).isPresent()) {
            throw new ScheduleInUse();
          }
          tx.update("delete from schedule where id = $1", id);
          leaving.ifPresent(gone -> tell(tx, gone, "schedule.deleted"));
          return leaving.isPresent();
        });
  }

  private static Schedule blank() {
    return new Schedule(
        Id.next("sch"),
        "",
        ZoneOffset.UTC,
        List.of(),
        HolidayCalendar.NONE,
        List.of(),
        Optional.empty(),
        Instant.EPOCH);
  }

  private Schedule write(Tx tx, Schedule after, String event) {
    tx.update(
        """
        update schedule set name = $2, time_zone = $3, hours = $4, holidays = $5, exceptions = $6,
               override_state = $7, override_until = $8 where id = $1
        """,
        after.id(),
        after.name(),
        after.zone().getId(),
        ScheduleJson.ofHours(after.hours()),
        after.holidays().code(),
        ScheduleJson.ofExceptions(after.exceptions()),
        after.override().map(hand -> hand.open() ? "open" : "closed").orElse(null),
        after
            .override()
            .flatMap(Switch::until)
            .map(until -> until.atOffset(ZoneOffset.UTC))
            .orElse(null));
    tell(tx, after, event);
    return read(tx, after.id(), "").orElseThrow();
  }

  private void tell(Tx tx, Schedule about, String event) {
    outbox.append(
        tx, event, new JsonObject().put("schedule_id", about.id()).put("name", about.name()));
  }

  private static Optional<Schedule> read(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(ScheduleStore::schedule);
  }

  /** Reads a row that has {@link #COLUMNS}. */
  public static Schedule schedule(Row row) {
    return new Schedule(
        row.getString("id"),
        row.getString("name"),
        ZoneId.of(row.getString("time_zone")),
        ScheduleJson.hours(row.getJsonArray("hours")),
        HolidayCalendar.of(row.getString("holidays")),
        ScheduleJson.exceptions(row.getJsonArray("exceptions")),
        Optional.ofNullable(row.getString("override_state"))
            .map(
                state ->
                    new Switch(
                        state.equals("open"),
                        Optional.ofNullable(row.getOffsetDateTime("override_until"))
                            .map(OffsetDateTime::toInstant))),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
