package io.pronto.core.identity;

import io.pronto.core.Id;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.event.Outbox;
import io.pronto.core.identity.RightToNumber.Proof;
import io.pronto.core.identity.RightToNumber.State;
import io.pronto.core.numbering.E164;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The ledger as an organisation sees it: its own rights to numbers, and those that it asks for.
 * What the operator does with requests is in {@link RightReview}.
 */
public final class RightStore {
  private final Database database;
  private final Outbox outbox;
  private final MasterKey master;
  private final InstantSource clock;

  /**
   * Keeps it in {@code database}, seals documents by {@code master}, tells through {@code outbox}.
   */
  public RightStore(Database database, Outbox outbox, MasterKey master, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.master = master;
    this.clock = clock;
  }

  /**
   * A paper that shows whose number it is.
   *
   * @param type its media type: PDF, PNG or JPEG
   */
  public record Document(String type, byte[] content) {}

  /** What came of a code. */
  public enum Confirmation {
    /** The number may be shown now. */
    CONFIRMED,
    /** It is another code. */
    WRONG,
    /** None was told, its time is over, or too many were tried. */
    NONE
  }

  /** A page of the organisation's rights, past ones too. */
  public Page<RightToNumber> list(
      OrganisationId organisation,
      Optional<State> state,
      Optional<String> number,
      PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(RightRows.SELECT, "id")
                .where(RightRows.STATE + " = ?", state.map(State::code))
                .where("number = ?", number)
                .page(tx, request, RightRows::right, RightToNumber::id));
  }

  /** The organisation's right of that id. */
  public Optional<RightToNumber> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> RightRows.read(tx, id));
  }

  /** Whether {@code organisation} may show {@code number} now. */
  public boolean mayShow(OrganisationId organisation, E164 number) {
    return database.in(organisation, tx -> mayShow(tx, number));
  }

  /** Whether the organisation that {@code tx} is in may show {@code number} now. */
  public static boolean mayShow(Tx tx, E164 number) {
    return tx.one(
            """
            select from right_to_number
             where number = $1 and state = 'active' and since <= now()
               and (until is null or until > now())
            """,
            number.value())
        .isPresent();
  }

  /**
   * Asks for the right to show {@code number}. Refused by {@code right_to_number_once} when the
   * organisation has it, or has asked for it already.
   */
  public RightToNumber request(
      OrganisationId organisation,
      E164 number,
      Proof proof,
      String note,
      Optional<Document> document) {
    var id = Id.next("rtn");
    return database.in(
        organisation,
        tx -> {
          tx.update(
              """
              update right_to_number set state = 'ended', reason = 'Its time was over'
               where number = $1 and state = 'active' and until <= now()
              """,
              number.value());
          tx.update(
              """
              insert into right_to_number
                (id, organisation_id, number, proof, state, note, document, document_type)
              values ($1, $2, $3, $4, 'pending', $5, $6, $7)
              """,
              id,
              organisation.value(),
              number.value(),
              proof.code(),
              note,
              document.map(paper -> sealed(paper, id)).orElse(null),
              document.map(Document::type).orElse(null));
          return told(tx, id, "caller_id.requested", outbox);
        });
  }

  /**
   * Gives a right back, or a request up; empty when there is none of that id.
   *
   * @param check sees it locked, and refuses by throwing
   */
  public Optional<RightToNumber> withdraw(
      OrganisationId organisation, String id, Consumer<RightToNumber> check) {
    return database.in(
        organisation,
        tx -> {
          var right = RightRows.locked(tx, id);
          right.ifPresent(check);
          return right.map(_ -> end(tx, id, "Withdrawn", clock, outbox));
        });
  }

  /**
   * Takes the code that was told on a call to the number. Right or wrong, a code is tried five
   * times at most: a wrong one is counted even where the refusal undoes what else was done.
   */
  public Confirmation confirm(OrganisationId organisation, String id, String code) {
    return database.apart(() -> database.in(organisation, tx -> confirm(tx, id, code)));
  }

  private Confirmation confirm(Tx tx, String id, String code) {
    var now = clock.instant().atOffset(ZoneOffset.UTC);
    var tried =
        tx.one(
            """
            update right_to_number set code_tries = code_tries - 1
             where id = $1 and state = 'pending' and code_until > $2 and code_tries > 0
            returning code_hash
            """,
            id,
            now);
    if (tried.isEmpty()) {
      return Confirmation.NONE;
    }
    if (!Codes.matches(tried.get().getBuffer(0).getBytes(), id, code)) {
      return Confirmation.WRONG;
    }
    tx.update(
        """
        update right_to_number set state = 'active', since = $2, code_hash = null, code_until = null
         where id = $1
        """,
        id,
        now);
    told(tx, id, "caller_id.approved", outbox);
    return Confirmation.CONFIRMED;
  }

  private Buffer sealed(Document document, String id) {
    return Buffer.buffer(master.seal(document.content(), context(id)));
  }

  static byte[] context(String id) {
    return ("document of " + id).getBytes(StandardCharsets.UTF_8);
  }

  static RightToNumber end(Tx tx, String id, String reason, InstantSource clock, Outbox outbox) {
    tx.update(
        """
        update right_to_number
           set state = 'ended', reason = $2, until = greatest($3, since), code_hash = null
         where id = $1
        """,
        id,
        reason,
        clock.instant().atOffset(ZoneOffset.UTC));
    return told(tx, id, "caller_id.ended", outbox);
  }

  static RightToNumber told(Tx tx, String id, String type, Outbox outbox) {
    var right = RightRows.read(tx, id).orElseThrow();
    outbox.append(
        tx,
        type,
        new JsonObject()
            .put("caller_id_id", id)
            .put("number", right.number().value())
            .put("proof", right.proof().code())
            .put("state", right.state().code())
            .put("reason", right.reason()));
    return right;
  }
}
