package io.pronto.core.hold;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.hold.HoldRefused.Reason;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The legal holds of organisations. One person asks for a hold, another confirms it; the same to
 * lift it. What a sweep has not deleted for good when one is confirmed, stays.
 */
public final class LegalHolds {
  /** To count among a million rows may take longer than statements usually may. */
  private static final String PATIENCE = "select set_config('statement_timeout', '14s', true)";

  private final Database database;
  private final Outbox outbox;

  /** Keeps them in {@code database}, and tells of each step through {@code outbox}. */
  public LegalHolds(Database database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  /** A page of those of {@code organisation}, those that were lifted included. */
  public Page<LegalHold> list(OrganisationId organisation, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing("select * from legal_hold", "id")
                .page(tx, request, HoldRows::read, LegalHold::id));
  }

  /** That of {@code organisation} with that id. */
  public Optional<LegalHold> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> HoldRows.find(tx, id, ""));
  }

  /** How much it is about, in force or not: what it keeps, or would. */
  public HoldReach reach(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx -> {
          tx.query(PATIENCE);
          return tx.one("select * from reach_of_legal_hold($1)", id)
              .map(
                  row ->
                      new HoldReach(
                          row.getLong("recordings"),
                          row.getLong("transcripts"),
                          row.getLong("call_records")))
              .orElseThrow();
        });
  }

  /**
   * Asks for one, which keeps nothing before somebody else confirms it.
   *
   * @param by the id of the user who does
   * @throws HoldInvalid where it is about nothing that can be
   */
  public LegalHold ask(OrganisationId organisation, WantedHold wanted, String by) {
    return database.in(
        organisation,
        tx -> {
          var terms = HoldTerms.of(tx, wanted);
          var id = Id.next("lhd");
          tx.update(
              """
              insert into legal_hold (id, organisation_id, reason, number, person_type, person, person_users,
                                      person_numbers, period_from, period_until, asked_by)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
              """,
              id,
              organisation.value(),
              wanted.reason().strip(),
              terms.number().orElse(null),
              terms.person().map(person -> person.type().text()).orElse(null),
              terms.person().map(LegalHold.Person::value).orElse(null),
              terms.users(),
              terms.numbers(),
              wanted.from().map(LegalHolds::utc).orElse(null),
              wanted.until().map(LegalHolds::utc).orElse(null),
              by);
          return told(tx, "legal_hold.asked", id);
        });
  }

  /**
   * Confirms it for {@code by}: from then on it is in force. Whatever deletes for the organisation
   * at this moment has either done so for good, or does not.
   *
   * @throws HoldRefused if {@code by} has asked for it, or it is in force
   */
  public Optional<LegalHold> confirm(OrganisationId organisation, String id, String by) {
    return database.in(
        organisation,
        tx -> {
          tx.query("select lock_holds()");
          tx.query("select lock_retention($1)", organisation.value());
          return changed(
              tx,
              id,
              before -> {
                require(before.state() == LegalHold.State.ASKED, Reason.IN_FORCE, "in force");
                requireAnother(before.asked(), by);
              },
              "legal_hold.set",
              "confirmed_by = $2, confirmed_at = now()",
              by);
        });
  }

  /**
   * Drops one that nobody has confirmed; false when there is none.
   *
   * @throws HoldRefused if it is, or was, in force
   */
  public boolean withdraw(OrganisationId organisation, String id) {
    return database.in(
        organisation,
        tx ->
            HoldRows.find(tx, id, " for update")
                .map(
                    before -> {
                      require(before.state() == LegalHold.State.ASKED, Reason.IN_FORCE, "in force");
                      outbox.append(tx, "legal_hold.withdrawn", new JsonObject().put("id", id));
                      return tx.update("delete from legal_hold where id = $1", id) > 0;
                    })
                .orElse(false));
  }

  /**
   * Asks for it to be lifted; it stays in force until somebody else confirms that.
   *
   * @throws HoldRefused if it is not in force, or somebody has asked already
   */
  public Optional<LegalHold> askLifting(OrganisationId organisation, String id, String by) {
    return database.in(
        organisation,
        tx ->
            changed(
                tx,
                id,
                before -> {
                  requireInForce(before);
                  require(
                      before.liftingAsked().isEmpty(),
                      Reason.LIFTING_ASKED,
                      "asked to be lifted already");
                },
                "legal_hold.lifting_asked",
                "lifting_asked_by = $2, lifting_asked_at = now()",
                by));
  }

  /**
   * Lifts it, since {@code by} wants that as well: what is due goes by the next sweep.
   *
   * @throws HoldRefused if {@code by} has asked for that, or nobody has
   */
  public Optional<LegalHold> confirmLifting(OrganisationId organisation, String id, String by) {
    return database.in(
        organisation,
        tx ->
            changed(
                tx,
                id,
                before -> {
                  requireInForce(before);
                  requireAnother(liftingAsked(before), by);
                },
                "legal_hold.lifted",
                "lifted_by = $2, lifted_at = now()",
                by));
  }

  /**
   * Nobody wants it lifted after all; false when there is none of that id.
   *
   * @throws HoldRefused if nobody has asked for that
   */
  public boolean withdrawLifting(OrganisationId organisation, String id) {
    return database
        .in(
            organisation,
            tx ->
                changed(
                    tx,
                    id,
                    before -> {
                      requireInForce(before);
                      liftingAsked(before);
                    },
                    "legal_hold.lifting_withdrawn",
                    "lifting_asked_by = null, lifting_asked_at = null"))
        .isPresent();
  }

  /**
   * Changes it and tells of that.
   *
   * @param assignments of SQL
   * @param arguments of those, from $2 on
   */
  private Optional<LegalHold> changed(
      Tx tx,
      String id,
      Consumer<LegalHold> check,
      String news,
      String assignments,
      String... arguments) {
    return HoldRows.find(tx, id, " for update")
        .map(
            before -> {
              check.accept(before);
              tx.update(
                  "update legal_hold set " + assignments + " where id = $1",
                  Stream.concat(Stream.of(id), Stream.of(arguments)).toArray());
              return told(tx, news, id);
            });
  }

  private LegalHold told(Tx tx, String news, String id) {
    outbox.append(tx, news, new JsonObject().put("id", id));
    return HoldRows.find(tx, id, "").orElseThrow();
  }

  private static LegalHold.Step liftingAsked(LegalHold hold) {
    return hold.liftingAsked()
        .orElseThrow(
            () ->
                new HoldRefused(Reason.LIFTING_NOT_ASKED, "Nobody has asked for it to be lifted"));
  }

  private static void requireInForce(LegalHold hold) {
    require(hold.state() != LegalHold.State.ASKED, Reason.NOT_IN_FORCE, "not in force yet");
    require(hold.lifted().isEmpty(), Reason.LIFTED, "lifted");
  }

  private static void requireAnother(LegalHold.Step first, String by) {
    if (first.by().equals(by)) {
      throw new HoldRefused(
          Reason.SECOND_PERSON_NEEDED,
          "You have asked for it yourself: another super administrator must confirm it");
    }
  }

  private static void require(boolean holds, Reason reason, String is) {
    if (!holds) {
      throw new HoldRefused(reason, "The hold is " + is);
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
