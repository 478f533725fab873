package io.pronto.core.breach;

import io.pronto.core.Id;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.breach.Trace.Means;
import io.pronto.core.breach.Trace.Terms;
import io.pronto.core.db.Database;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whom a breach affects, as the log of accesses tells. The operator, who reads no customer's calls,
 * learns which organisations and how many people; who they are only their organisation does, once
 * it was told of the breach.
 */
public final class BreachTraces {
  private static final String SELECT =
      """
      select id, breach_id, means, value, since, until, organisation_ids, traced_by, traced_at
        from breach_trace where breach_id = $1 order by id
      """;

  private final Database database;
  private final InstantSource clock;

  /** Looks in {@code database}. */
  public BreachTraces(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Looks who is affected by what was read by {@code terms}, and keeps that with the breach: the
   * organisations are among those concerned from then on, and where nobody has said how many people
   * and records are concerned, it says so. Empty where there is no such breach.
   *
   * @param by who of the operator's staff looks
   */
  public Optional<Trace> trace(String breachId, Terms terms, String by) {
    return database.together(
        () ->
            database
                .asOperator(
                    tx -> tx.one("select id from breach where id = $1 for update", breachId))
                .map(_ -> traced(breachId, terms, by)));
  }

  private Trace traced(String breachId, Terms terms, String by) {
    var read = read(terms);
    var trace = new Trace(Id.next("brt"), breachId, terms, read, by, now());
    database.asOperator(tx -> insert(tx, trace));
    var all = traces(breachId);
    read.forEach(each -> count(breachId, each, all));
    database.asOperator(tx -> concern(tx, breachId, read));
    return trace;
  }

  /** Those of whom anything was read that is of a person, by their ids. */
  private List<String> read(Terms terms) {
    return database
        .asOperator(
            tx ->
                tx.query(
                    "select organisations_read($1, $2, $3, $4) as id",
                    terms.means().code(),
                    terms.value(),
                    utc(terms.since()),
                    utc(terms.until())))
        .stream()
        .map(row -> row.getString("id"))
        .filter(id -> counts(id, List.of(terms)).records() > 0)
        .sorted()
        .toList();
  }

  private Affected counts(String organisation, List<Terms> terms) {
    return counted(new OrganisationId(organisation), tx -> AffectedPeople.of(tx, terms).counts());
  }

  private void count(String breachId, String organisation, List<Trace> traces) {
    var counts = counts(organisation, terms(traces, organisation));
    database.asOperator(
        tx ->
            tx.update(
                """
                insert into breach_affected (breach_id, organisation_id, counts, traced_at)
                values ($1, $2, $3, $4)
                on conflict (breach_id, organisation_id)
                do update set counts = excluded.counts, traced_at = excluded.traced_at
                """,
                breachId,
                organisation,
                counts.json(),
                utc(now())));
  }

  private static List<Terms> terms(List<Trace> traces, String organisation) {
    return traces.stream()
        .filter(trace -> trace.organisations().contains(organisation))
        .map(Trace::terms)
        .toList();
  }

  private static int insert(Tx tx, Trace trace) {
    return tx.update(
        """
        insert into breach_trace (id, breach_id, means, value, since, until, organisation_ids,
          traced_by, traced_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        trace.id(),
        trace.breachId(),
        trace.terms().means().code(),
        trace.terms().value(),
        utc(trace.terms().since()),
        utc(trace.terms().until()),
        trace.organisations().toArray(String[]::new),
        trace.by(),
        utc(trace.at()));
  }

  private static int concern(Tx tx, String breachId, List<String> organisations) {
    var sum = affected(tx, breachId).values().stream().reduce(Affected.NOBODY, Affected::and);
    return tx.update(
        """
        update breach
           set organisation_ids = array(select distinct each from unnest(organisation_ids || $2) each order by 1),
               people = coalesce(people, $3), records = coalesce(records, $4)
         where id = $1
        """,
        breachId,
        organisations.toArray(String[]::new),
        sum.everybody(),
        sum.records());
  }

  /** What was looked for, the first first. */
  public List<Trace> traces(String breachId) {
    return database.asOperator(tx -> traces(tx, breachId));
  }

  /** How many are affected, by the ids of organisations. */
  public Map<String, Affected> affected(String breachId) {
    return database.asOperator(tx -> affected(tx, breachId));
  }

  /**
   * Who of {@code organisation} is affected by a breach that it was told of; nobody where nothing
   * was traced. That somebody has asked is in its audit log.
   */
  public List<AffectedPerson> people(OrganisationId organisation, String breachId) {
    return counted(
        organisation,
        tx -> {
          AuditLog.note(tx, "breach.people_read", breachId);
          return of(tx, breachId).all();
        });
  }

  /** How many of {@code organisation} are affected by a breach that it was told of. */
  public Affected counts(OrganisationId organisation, String breachId) {
    return counted(organisation, tx -> of(tx, breachId).counts());
  }

  /** Whose data are restricted is told of a breach as everybody is (GDPR art. 34). */
  private <T> T counted(OrganisationId organisation, Work<T> work) {
    return RestrictedUse.STORAGE.during(() -> database.in(organisation, work));
  }

  private static AffectedPeople of(Tx tx, String breachId) {
    return AffectedPeople.of(tx, traces(tx, breachId).stream().map(Trace::terms).toList());
  }

  private static List<Trace> traces(Tx tx, String breachId) {
    return tx.query(SELECT, breachId).stream().map(BreachTraces::trace).toList();
  }

  private static Map<String, Affected> affected(Tx tx, String breachId) {
    var all = new LinkedHashMap<String, Affected>();
    tx.query(
            """
            select organisation_id, counts from breach_affected where breach_id = $1
             order by organisation_id
            """,
            breachId)
        .forEach(
            row ->
                all.put(
                    row.getString("organisation_id"),
                    Affected.of((JsonObject) row.getJson("counts"))));
    return all;
  }

  private static Trace trace(Row row) {
    return new Trace(
        row.getString("id"),
        row.getString("breach_id"),
        new Terms(
            Means.of(row.getString("means")),
            row.getString("value"),
            row.getOffsetDateTime("since").toInstant(),
            row.getOffsetDateTime("until").toInstant()),
        Stream.of(row.getArrayOfStrings("organisation_ids")).toList(),
        row.getString("traced_by"),
        row.getOffsetDateTime("traced_at").toInstant());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
