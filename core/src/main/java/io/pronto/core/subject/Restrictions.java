package io.pronto.core.subject;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.subject.RequestRefused.Reason;
import io.pronto.core.subject.Restriction.Lifting;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Whose data are kept and used no longer (GDPR art. 18). What that means for each kind:
 *
 * <ul>
 *   <li>recordings and transcripts of calls in which they took part, by their number or their
 *       account, are not heard, read, found, downloaded, written down or deleted by hand; they
 *       leave on their day, as ever, unless a legal hold keeps them (art. 18(1)(c));
 *   <li>contacts with their number are not found, changed, deleted or made, and name no caller;
 *   <li>records of calls are shown, since they account for calls, and marked; they are left out of
 *       tables that are taken out. Events have ids and numbers and nothing of what was said;
 *   <li>calls that they make later are covered as well: who is meant is known by the number alone;
 *   <li>nobody listens to a call of theirs, or reads it, while it goes on ({@link LiveGate});
 *   <li>routing, lists of callers, forwarding and rights to show a number go on: they protect
 *       others, and are no record of the person. So does the account of an employee.
 * </ul>
 *
 * <p>What is left (art. 18(2)) is said by {@link io.pronto.core.db.RestrictedUse}.
 */
public final class Restrictions {
  private static final String SELECT =
      """
      select id, request_id, subject, instructed_by, instructed_at, informed_at, lifted_by, lifted_at,
             sealed
        from restriction\
      """;

  private final Database database;
  private final SubjectSeal seal;
  private final Outbox outbox;
  private final InstantSource clock;

  /** Keeps them in {@code database}; each end is told by {@code outbox}. */
  public Restrictions(Database database, SubjectSeal seal, Outbox outbox, InstantSource clock) {
    this.database = database;
    this.seal = seal;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Restricts in {@code tx} all there is and will be of {@code subject}.
   *
   * @return its id
   * @throws RequestRefused for a number that the organisation rents, and where it is restricted
   */
  static String begin(Tx tx, SubjectRequest request, Subject subject, String by, Instant at) {
    var terms = SubjectSearch.terms(tx, subject);
    SubjectErasure.requireForeign(tx, terms);
    tx.query(
        """
        select pg_advisory_xact_lock(hashtextextended('restrictions ' || acting_organisation(), 0))
        """);
    tx.one("select id from restriction where subject = $1 and lifted_at is null", subject.value())
        .ifPresent(
            row -> {
              throw new RequestRefused(
                  Reason.ALREADY_RESTRICTED,
                  "The restriction %s is in force: answer by done".formatted(row.getString("id")));
            });
    var id = Id.next("rst");
    tx.update(
        """
        insert into restriction
          (id, organisation_id, request_id, subject, terms, users, instructed_by, instructed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        id,
        request.organisation().value(),
        request.id(),
        subject.value(),
        terms.allArray(),
        terms.usersArray(),
        by,
        utc(at));
    tx.query("select begin_restriction($1)", id);
    return id;
  }

  /** A page of an organisation's, with those that are over. */
  public Page<Restriction> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx -> new Listing(SELECT, "id").page(tx, request, this::read, Restriction::id));
  }

  /** An organisation's of that id. */
  public Optional<Restriction> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> find(tx, id, ""));
  }

  /**
   * Lifts one: all is used again as before.
   *
   * @param informedAt when whom it is about was told that it would be, which must be before (art.
   *     18(3))
   * @param note why it is lifted
   * @param by the id of a super administrator
   * @throws RestrictionRefused where it is over, and for a time before it began or in the future
   */
  public Optional<Restriction> lift(
      OrganisationId organisation, String id, Instant informedAt, String note, String by) {
    return database.in(
        organisation,
        tx -> find(tx, id, " for update").map(before -> lifted(tx, before, informedAt, note, by)));
  }

  private Restriction lifted(
      Tx tx, Restriction before, Instant informedAt, String note, String by) {
    before
        .lifting()
        .ifPresent(
            end -> {
              throw new RestrictionRefused(
                  RestrictionRefused.Reason.ALREADY_LIFTED,
                  "It was lifted on " + AnswerTime.day(end.at()));
            });
    var now = clock.instant();
    if (informedAt.isAfter(now) || informedAt.isBefore(before.instructedAt())) {
      throw new RestrictionRefused(
          RestrictionRefused.Reason.NOT_INFORMED,
          "Must be between its beginning, %s, and now: tell them first, then lift it"
              .formatted(before.instructedAt()));
    }
    end(
        tx,
        before.id(),
        by,
        now,
        Optional.of(informedAt),
        Optional.of(seal.seal(before.id(), new JsonObject().put("note", note))));
    outbox.append(
        tx,
        "restriction.lifted",
        new JsonObject()
            .put("restriction_id", before.id())
            .put("subject_request_id", before.requestId()));
    return find(tx, before.id(), "").orElseThrow();
  }

  private static void end(
      Tx tx,
      String id,
      String by,
      Instant at,
      Optional<Instant> informedAt,
      Optional<Buffer> note) {
    tx.query(
        "select end_restriction($1, $2, $3, $4, $5)",
        id,
        by,
        utc(at),
        informedAt.map(Restrictions::utc).orElse(null),
        note.orElse(null));
  }

  /**
   * Whom it is about is being erased: {@code pseudonym} takes their place in {@code tx}, so that
   * what a legal hold keeps of them stays restricted; returns whether there was one.
   */
  static boolean pseudonymise(Tx tx, Terms terms, String pseudonym) {
    return tx.update(
            """
            update restriction set subject = $2, terms = array[$2::text]
             where lifted_at is null and subject = any($1)
            """,
            terms.allArray(),
            pseudonym)
        > 0;
  }

  /** All of whoever {@code pseudonym} stands for is erased: none is left that would be used. */
  static void endErased(Tx tx, String pseudonym, String by, Instant at) {
    tx.query("select id from restriction where lifted_at is null and subject = $1", pseudonym)
        .forEach(row -> end(tx, row.getString("id"), by, at, Optional.empty(), Optional.empty()));
  }

  private Optional<Restriction> find(Tx tx, String id, String lock) {
    return tx.one(SELECT + " where id = $1" + lock, id).map(this::read);
  }

  private Restriction read(Row row) {
    var id = row.getString("id");
    return new Restriction(
        id,
        row.getString("request_id"),
        Optional.ofNullable(row.getString("subject")),
        row.getString("instructed_by"),
        row.getOffsetDateTime("instructed_at").toInstant(),
        time(row, "lifted_at")
            .map(
                at ->
                    new Lifting(
                        time(row, "informed_at"),
                        row.getString("lifted_by"),
                        at,
                        Optional.ofNullable(row.getBuffer("sealed"))
                            .map(note -> seal.open(id, note).getString("note")))));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
