package io.pronto.core.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Id;
import io.pronto.core.access.LinkEnded;
import io.pronto.core.access.Token;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Offers archives by links, and makes each while it is fetched. */
public final class Handovers {
  /** How long a link works. */
  public static final Duration LIFE = Duration.ofDays(7);

  private static final SecureRandom RANDOM = new SecureRandom();
  // no letter or digit that is easily taken for another
  private static final String LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
  private static final int GROUPS = 6;
  private static final int IN_GROUP = 4;

  private final Database database;
  private final MasterKey master;

  /** Keeps them in {@code database}, their passphrases sealed by {@code master}. */
  public Handovers(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
  }

  /**
   * Offers an archive in {@code tx}: both last or neither.
   *
   * @param organisation whose it is, which acts in {@code tx}; empty for the operator
   * @param about the id of what it is about
   */
  public Offer offer(
      Tx tx, Optional<OrganisationId> organisation, Handover.Kind kind, String about) {
    var id = Id.next("hnd");
    var token = Token.next("pronto_handover_");
    var passphrase = passphrase();
    var expiresAt = OffsetDateTime.now(ZoneOffset.UTC).plus(LIFE);
    tx.update(
        """
        insert into handover (id, organisation_id, kind, about, token_hash, passphrase, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        id,
        organisation.map(OrganisationId::value).orElse(null),
        kind.text(),
        about,
        token.hash(),
        Buffer.buffer(master.seal(passphrase.getBytes(UTF_8), context(id))),
        expiresAt);
    return new Offer(id, token.value(), passphrase, expiresAt.toInstant());
  }

  /**
   * Ends the link of the one with that id, or with that token in its link; false where {@code
   * organisation}, or the operator, has none that works.
   */
  public boolean end(Optional<OrganisationId> organisation, String idOrToken) {
    var hash = new Token(idOrToken).hash();
    return as(
        organisation,
        tx ->
            tx.update(
                    """
                    update handover set expires_at = now()
                     where (id = $1 or token_hash = $2) and expires_at > now()
                    """,
                    idOrToken,
                    hash)
                > 0);
  }

  /**
   * The one whose link holds {@code token}; empty where there is none, or it has ended.
   *
   * @throws LinkEnded where whoever asked for it may no longer have it
   */
  public Optional<Handover> find(String token) {
    var hash = new Token(token).hash();
    return database
        .asStranger(tx -> tx.one("select * from handover_by_token($1)", hash))
        .map(LinkEnded::requireUsable)
        .flatMap(owner -> as(organisation(owner), tx -> read(tx, owner.getString("id"))));
  }

  /**
   * Writes the archive of {@code handover}, as {@code contents} has it, to {@code out}, and notes
   * that it was fetched, before the first byte. One that cannot be made whole gets no end, and does
   * not open.
   *
   * @throws IOException when whoever fetches it has gone, or {@code contents} cannot be had whole
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed the passphrase
   */
  public void write(Handover handover, Contents contents, OutputStream out) throws IOException {
    var sealed = as(handover.organisation(), tx -> fetched(tx, handover.id()));
    var passphrase = new String(master.open(sealed, context(handover.id()), "the handover"), UTF_8);
    var zip = new SealedZip(out, passphrase);
    contents.write(handover, zip);
    zip.close();
  }

  private static byte[] fetched(Tx tx, String id) {
    return tx.one(
            """
            update handover set fetched = fetched + 1, last_fetched_at = now()
             where id = $1 returning passphrase
            """,
            id)
        .orElseThrow()
        .getBuffer("passphrase")
        .getBytes();
  }

  private <T> T as(Optional<OrganisationId> organisation, Work<T> work) {
    return organisation.isPresent()
        ? database.in(organisation.get(), work)
        : database.asOperator(work);
  }

  private static Optional<Handover> read(Tx tx, String id) {
    return tx.one("select * from handover where id = $1", id)
        .map(
            row ->
                new Handover(
                    row.getString("id"),
                    organisation(row),
                    Handover.Kind.of(row.getString("kind")),
                    row.getString("about"),
                    row.getOffsetDateTime("expires_at").toInstant()));
  }

  private static Optional<OrganisationId> organisation(Row row) {
    return Optional.ofNullable(row.getString("organisation_id")).map(OrganisationId::new);
  }

  private static String passphrase() {
    return IntStream.range(0, GROUPS).mapToObj(_ -> group()).collect(Collectors.joining("-"));
  }

  private static String group() {
    return RANDOM
        .ints(IN_GROUP, 0, LETTERS.length())
        .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
        .collect(Collectors.joining());
  }

  private static byte[] context(String id) {
    return ("handover " + id).getBytes(UTF_8);
  }
}
