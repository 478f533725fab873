package io.pronto.core.call;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rules.Step;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The CDRs in the database. Only the journal writes them. */
public final class CdrStore {
  /**
   * Holds for a row whose {@code call_id} is that of an ended call in which one of the users of the
   * array {@code ?} called or was called.
   */
  public static final String IN_CALLS_OF =
      """
      exists (select from cdr where cdr.id = call_id
        and (cdr.caller_user_id = any(?) or cdr.called_user_id = any(?)))\
      """;

  private static final String COLUMNS =
      """
      id, organisation_id, direction, caller_number, caller_name, caller_user_id, caller_device_id,
      caller_trunk_id, called_number, called_name, called_user_id, called_device_id,
      called_trunk_id, started_at, ringing_at, answered_at, ended_at, cause, sip_status, ended_by,
      diversions, legs, recording_ids, node, trace\
      """;

  /**
   * Whether a row is of somebody who has had their data restricted; where nobody has, no row costs
   * anything.
   */
  private static final String RESTRICTED =
      """
      case when (select is_anything_restricted())
           then exists (select from restrictions_of(organisation_id, array[caller_number, called_number],
                                                    persons, array[caller_user_id, called_user_id]))
           else false end\
      """;

  /** As {@link CdrRow} reads them. */
  private static final String SELECT =
      """
      select id, organisation_id, direction, caller_number, caller_name, caller_user_id,
             caller_device_id, caller_trunk_id, called_number, called_name, called_user_id,
             called_device_id, called_trunk_id, started_at, ringing_at, answered_at, ended_at,
             cause, sip_status, ended_by, diversions, node, legs, recording_ids, delete_after,
             exists (select from legal_holds_about(organisation_id, null::text,
                                   numbers_of_call(caller_number, called_number, diversions),
                                   array[caller_user_id, called_user_id], started_at) h
                      where h.in_force) as held,\
      """
          + ' '
          + RESTRICTED
          + " as restricted from cdr";

  private static final String INSERT =
      "insert into cdr (%s) select %s from jsonb_populate_recordset(null::cdr, $1)"
              .formatted(COLUMNS, COLUMNS)
          + " on conflict do nothing returning id";

  private final Database database;
  private final InstantSource clock;

  /** Reads those of {@code database}. */
  public CdrStore(Database database) {
    this(database, InstantSource.system());
  }

  CdrStore(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The CDR of a call of an organisation. */
  public Optional<StoredCdr> find(OrganisationId organisation, CallId call) {
    return database.in(
        organisation, tx -> tx.one(SELECT + " where id = $1", call.value()).map(CdrRow::read));
  }

  /** What the rules found about a call of an organisation, the first first; empty if none did. */
  public List<Step> trace(OrganisationId organisation, CallId call) {
    var found =
        database.in(
            organisation,
            tx -> tx.one("select trace::text as trace from cdr where id = $1", call.value()));
    return found.map(row -> new JsonArray(row.getString("trace"))).stream()
        .flatMap(JsonArray::stream)
        .map(JsonObject.class::cast)
        .map(StepJson::read)
        .flatMap(Optional::stream)
        .toList();
  }

  /** A page of an organisation's CDRs. Their key is the call's id, which grows with time. */
  public Page<StoredCdr> page(OrganisationId organisation, CdrFilter filter, PageRequest request) {
    return isNewest(filter, request)
        ? newest(organisation, filter, request)
        : page(organisation, listing(filter), request);
  }

  /** The same, without those of whoever has had their data restricted (GDPR art. 18). */
  public Page<StoredCdr> unrestricted(
      OrganisationId organisation, CdrFilter filter, PageRequest request) {
    return page(organisation, listing(filter).where("not " + RESTRICTED), request);
  }

  private Page<StoredCdr> page(OrganisationId organisation, Listing listing, PageRequest request) {
    return listing.page(database, organisation, request, CdrRow::read, CdrStore::key);
  }

  private static boolean isNewest(CdrFilter filter, PageRequest request) {
    return request.descending()
        && request.after().isEmpty()
        && request.before().isEmpty()
        && filter.from().isEmpty()
        && filter.before().isEmpty();
  }

  /**
   * Most of those who ask want the newest and find a page of them in the present month: the
   * partitions of a year need not be opened for that. What is not surely the newest is looked for
   * everywhere.
   */
  private Page<StoredCdr> newest(
      OrganisationId organisation, CdrFilter filter, PageRequest request) {
    var months = RecentMonths.at(clock.instant());
    var recent = page(organisation, listing(filter).where(months.sql("started_at")), request);
    return recent.next().isPresent() && months.holds(recent.items().getLast().cdr().startedAt())
        ? recent
        : page(organisation, listing(filter), request);
  }

  /** A page of the CDRs of calls to numbers that nobody rents, which are the operator's. */
  public Page<StoredCdr> ofNobody(CdrFilter filter, PageRequest request) {
    return database.asOperator(
        tx -> listing(filter).page(tx, request, CdrRow::read, CdrStore::key));
  }

  /** Writes those of {@code cdrs} that are not there yet; returns which. */
  static Set<CallId> insert(Tx tx, List<CallDetailRecord> cdrs) {
    var rows = new JsonArray(cdrs.stream().map(CdrJson::row).toList());
    var written = new HashSet<CallId>();
    tx.query(INSERT, rows).forEach(row -> written.add(new CallId(row.getString("id"))));
    return written;
  }

  private static Listing listing(CdrFilter filter) {
    return new Listing(SELECT, "id")
        .where("started_at >= ?", filter.from().map(CdrStore::utc))
        .where("started_at < ?", filter.before().map(CdrStore::utc))
        .where("direction = ?", filter.direction().map(CallDetailRecord.Direction::code))
        .where(
            "(caller_user_id = any(?) or called_user_id = any(?))",
            filter.users().map(users -> users.toArray(String[]::new)))
        .where("(caller_number = ? or called_number = ?)", filter.number())
        .where("cause = ?", filter.cause().map(HangupCause::code));
  }

  private static String key(StoredCdr stored) {
    return stored.cdr().id().value();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
