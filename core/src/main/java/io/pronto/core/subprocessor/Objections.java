package io.pronto.core.subprocessor;

import io.pronto.core.Id;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.News;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subprocessor.Objection.Answer;
import io.pronto.core.subprocessor.Objection.Way;
import io.pronto.core.subprocessor.ObjectionRefused.Reason;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What organisations have against notices, and what they are answered. */
public final class Objections {
  private static final String SELECT =
      """
      select * from (
        select o.id as objection_id, o.organisation_id, o.notice_id, o.reason, o.raised_by,
               o.raised_at, o.answer, o.answer_text, o.answered_by, o.answered_at, o.withdrawn_at,
               n.subprocessor_id, n.number, n.change, n.name, n.purpose, n.countries,
               n.location_note, n.safeguard, n.data_categories, n.uses, n.announced_at,
               n.objections_until, n.effective_on
          from subprocessor_objection o join subprocessor_notice n on n.id = o.notice_id) objection\
      """;

  private final Database database;
  private final Outbox outbox;
  private final InstantSource clock;

  /** Keeps them in {@code database}; whoever they concern is told through {@code outbox}. */
  public Objections(Database database, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Objects to what was announced of a subprocessor: to the first notice that may still be objected
   * to, and so to what comes after it. Empty when there is no such subprocessor. Refused by {@code
   * subprocessor_objection_standing} when the organisation does so already.
   *
   * @param by the id of whoever does, an account or an API key
   * @throws ObjectionRefused if that is possible no longer
   */
  public Optional<Objection> raise(
      OrganisationId organisation, String subprocessorId, String reason, String by) {
    return database.together(
        () ->
            database
                .in(organisation, tx -> open(tx, subprocessorId))
                .map(notice -> raise(organisation, notice, reason, by)));
  }

  private Objection raise(
      OrganisationId organisation, SubprocessorNotice notice, String reason, String by) {
    requireInTime(notice);
    var id = Id.next("sob");
    var objection =
        database.in(
            organisation,
            tx -> {
              tx.update(
                  """
                  insert into subprocessor_objection
                    (id, organisation_id, notice_id, reason, raised_by, raised_at)
                  values ($1, $2, $3, $4, $5, $6)
                  """,
                  id,
                  organisation.value(),
                  notice.id(),
                  reason,
                  by,
                  sql(clock.instant()));
              return read(tx, id, "").orElseThrow();
            });
    tellOperator("subprocessor.objected", objection);
    return objection;
  }

  /** The first that may still be objected to, or else the last there is. */
  private Optional<SubprocessorNotice> open(Tx tx, String subprocessorId) {
    return tx.one(
            NoticeRows.SELECT
                + " where subprocessor_id = $1"
                + " order by coalesce(objections_until >= $2, false) desc,"
                + " case when objections_until >= $2 then number else -number end limit 1",
            subprocessorId,
            WorkingDays.FRANCE.date(clock.instant()))
        .map(NoticeRows::notice);
  }

  /** The last day counts to its midnight in Paris. */
  private void requireInTime(SubprocessorNotice notice) {
    var name = notice.details().name();
    var until =
        notice
            .objectionsUntil()
            .orElseThrow(
                () ->
                    new ObjectionRefused(
                        Reason.NO_NOTICE,
                        name + " was in the register before there was anybody to tell"));
    var today = WorkingDays.FRANCE.date(clock.instant());
    if (today.isAfter(until)) {
      throw new ObjectionRefused(
          Reason.OBJECTION_TOO_LATE,
          "What was announced of %s on %s could be objected to until %s"
              .formatted(name, WorkingDays.FRANCE.date(notice.announcedAt()), until));
    }
  }

  /**
   * Withdraws one: its subprocessor is used for the organisation again. Empty when there is none;
   * one that is withdrawn already stays as it is.
   */
  public Optional<Objection> withdraw(OrganisationId organisation, String id, String by) {
    return database.together(
        () ->
            database
                .in(organisation, tx -> read(tx, id, " for update"))
                .map(
                    before -> {
                      if (!before.stands()) {
                        return before;
                      }
                      var after = database.in(organisation, tx -> withdrawn(tx, id, by));
                      tellOperator("subprocessor.objection_withdrawn", after);
                      return after;
                    }));
  }

  private Objection withdrawn(Tx tx, String id, String by) {
    tx.update(
        "update subprocessor_objection set withdrawn_at = $2, withdrawn_by = $3 where id = $1",
        id,
        sql(clock.instant()),
        by);
    return read(tx, id, "").orElseThrow();
  }

  /**
   * Answers one, or answers it anew; empty when there is none.
   *
   * @param by the id of the operator's account
   * @param also what is done with it in the same transaction, such as to write to the organisation
   * @throws ObjectionRefused if it is withdrawn
   */
  public Optional<Objection> answer(
      String id, Way way, String text, String by, Consumer<Objection> also) {
    return database.together(
        () ->
            database
                .asOperator(tx -> read(tx, id, " for update"))
                .map(
                    before -> {
                      if (!before.stands()) {
                        throw new ObjectionRefused(
                            Reason.WITHDRAWN, "The organisation has withdrawn it");
                      }
                      var after = database.asOperator(tx -> answered(tx, id, way, text, by));
                      also.accept(after);
                      database.in(after.organisation(), tx -> tell(tx, after));
                      return after;
                    }));
  }

  private Objection answered(Tx tx, String id, Way way, String text, String by) {
    tx.update(
        """
        update subprocessor_objection
           set answer = $2, answer_text = $3, answered_by = $4, answered_at = $5 where id = $1
        """,
        id,
        way.code(),
        text,
        by,
        sql(clock.instant()));
    return read(tx, id, "").orElseThrow();
  }

  private Objection tell(Tx tx, Objection objection) {
    outbox.append(
        tx,
        "subprocessor.objection_answered",
        data(objection).put("answer", objection.answer().orElseThrow().way().code()));
    return objection;
  }

  private void tellOperator(String type, Objection objection) {
    database.asOperator(
        tx -> {
          OperatorEvents.append(
              tx,
              News.of(
                  type, data(objection).put("organisation_id", objection.organisation().value())));
          return null;
        });
  }

  private static JsonObject data(Objection objection) {
    return new JsonObject()
        .put("objection_id", objection.id())
        .put("notice_id", objection.notice().id())
        .put("subprocessor_id", objection.notice().subprocessorId());
  }

  /** A page of an organisation's. */
  public Page<Objection> list(OrganisationId organisation, PageRequest request) {
    return database.in(organisation, tx -> page(tx, request));
  }

  /** A page of all organisations'. */
  public Page<Objection> listAll(PageRequest request) {
    return database.asOperator(tx -> page(tx, request));
  }

  /** All that stand and have no answer, of all organisations, the oldest first. */
  public List<Objection> unanswered() {
    return database.asOperator(
        tx ->
            tx
                .query(
                    SELECT + " where answer is null and withdrawn_at is null order by objection_id")
                .stream()
                .map(Objections::objection)
                .toList());
  }

  /** An organisation's of that id. */
  public Optional<Objection> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> read(tx, id, ""));
  }

  /** That of any organisation of that id. */
  public Optional<Objection> findAny(String id) {
    return database.asOperator(tx -> read(tx, id, ""));
  }

  private static Page<Objection> page(Tx tx, PageRequest request) {
    return new Listing(SELECT, "objection_id")
        .page(tx, request, Objections::objection, Objection::id);
  }

  private static Optional<Objection> read(Tx tx, String id, String lock) {
    if (!lock.isEmpty()) {
      tx.query("select from subprocessor_objection where id = $1" + lock, id);
    }
    return tx.one(SELECT + " where objection_id = $1", id).map(Objections::objection);
  }

  private static Objection objection(Row row) {
    return new Objection(
        row.getString("objection_id"),
        new OrganisationId(row.getString("organisation_id")),
        NoticeRows.notice(row, "notice_id"),
        row.getString("reason"),
        row.getString("raised_by"),
        row.getOffsetDateTime("raised_at").toInstant(),
        Optional.ofNullable(row.getString("answer"))
            .map(
                way ->
                    new Answer(
                        Way.of(way),
                        row.getString("answer_text"),
                        row.getString("answered_by"),
                        row.getOffsetDateTime("answered_at").toInstant())),
        Optional.ofNullable(row.getOffsetDateTime("withdrawn_at")).map(OffsetDateTime::toInstant));
  }

  private static OffsetDateTime sql(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
