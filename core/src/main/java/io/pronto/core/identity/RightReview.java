package io.pronto.core.identity;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.identity.RightStore.Document;
import io.pronto.core.identity.RightToNumber.State;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The ledger as the operator sees it: what all organisations ask for, and what is answered. */
public final class RightReview {
  /** How long a code can be given back. */
  public static final Duration CODE_LASTS = Duration.ofHours(1);

  private static final int TRIES = 5;

  private final Database database;
  private final Outbox outbox;
  private final MasterKey master;
  private final InstantSource clock;

  /** Reads and writes what {@link RightStore} keeps. */
  public RightReview(Database database, Outbox outbox, MasterKey master, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.master = master;
    this.clock = clock;
  }

  /**
   * A right and what the operator should know before deciding.
   *
   * @param rentedBy the customer of ours that rents the number now
   */
  public record Reviewed(RightToNumber right, Optional<OrganisationId> rentedBy) {}

  /** A page of those of all organisations. */
  public Page<RightToNumber> list(
      Optional<State> state, Optional<String> organisation, PageRequest request) {
    return database.asOperator(
        tx ->
            new Listing(RightRows.SELECT, "id")
                .where(RightRows.STATE + " = ?", state.map(State::code))
                .where("organisation_id = ?", organisation)
                .page(tx, request, RightRows::right, RightToNumber::id));
  }

  /** The one of that id. */
  public Optional<Reviewed> find(String id) {
    return database.asOperator(
        tx -> RightRows.read(tx, id).map(right -> new Reviewed(right, renter(tx, right))));
  }

  private static Optional<OrganisationId> renter(Tx tx, RightToNumber right) {
    return tx.one("select organisation_of_number($1)", right.number().value())
        .map(row -> row.getString(0))
        .map(OrganisationId::new);
  }

  /** The document that came with the request of that id. */
  public Optional<Document> document(String id) {
    return database.asOperator(
        tx ->
            tx.one(
                    """
                    select document, document_type from right_to_number
                     where id = $1 and document is not null
                    """,
                    id)
                .map(
                    row ->
                        new Document(
                            row.getString("document_type"),
                            master.open(
                                row.getBuffer("document").getBytes(),
                                RightStore.context(id),
                                "the document of " + id))));
  }

  /**
   * Says yes: the number may be shown from now on.
   *
   * @param until until when; empty: until further notice
   * @param check sees it locked, and refuses by throwing
   */
  public Optional<RightToNumber> approve(
      String id, Optional<Instant> until, Consumer<RightToNumber> check) {
    return deciding(
        id,
        check,
        (tx, right) -> {
          tx.update(
              "update right_to_number set state = 'active', since = $2, until = $3 where id = $1",
              id,
              clock.instant().atOffset(ZoneOffset.UTC),
              until.map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null));
          return RightStore.told(tx, id, "caller_id.approved", outbox);
        });
  }

  /** Says no, for a reason that the organisation is told. */
  public Optional<RightToNumber> reject(String id, String reason, Consumer<RightToNumber> check) {
    return deciding(
        id,
        check,
        (tx, right) -> {
          tx.update(
              "update right_to_number set state = 'rejected', reason = $2 where id = $1",
              id,
              reason);
          return RightStore.told(tx, id, "caller_id.rejected", outbox);
        });
  }

  /** Takes a right back, for a reason that the organisation is told. */
  public Optional<RightToNumber> end(String id, String reason, Consumer<RightToNumber> check) {
    return deciding(id, check, (tx, right) -> RightStore.end(tx, id, reason, clock, outbox));
  }

  /**
   * Makes a code, which is to be told to whoever answers a call to the number, and to nobody else;
   * one made before holds no more. It is not kept, only its hash is.
   */
  public Optional<String> code(String id, Consumer<RightToNumber> check) {
    var code = Codes.next();
    return deciding(
            id,
            check,
            (tx, right) -> {
              tx.update(
                  """
                  update right_to_number set code_hash = $2, code_until = $3, code_tries = $4
                   where id = $1
                  """,
                  id,
                  Buffer.buffer(Codes.hash(id, code)),
                  clock.instant().plus(CODE_LASTS).atOffset(ZoneOffset.UTC),
                  TRIES);
              return right;
            })
        .map(_ -> code);
  }

  /** The organisation's own transaction, so that its events and its audit log tell of it. */
  private Optional<RightToNumber> deciding(
      String id,
      Consumer<RightToNumber> check,
      BiFunction<Tx, RightToNumber, RightToNumber> decide) {
    return database
        .asOperator(tx -> RightRows.read(tx, id))
        .flatMap(
            found ->
                database.in(
                    found.organisation(),
                    tx -> {
                      var right = RightRows.locked(tx, id);
                      right.ifPresent(check);
                      return right.map(locked -> decide.apply(tx, locked));
                    }));
  }
}
