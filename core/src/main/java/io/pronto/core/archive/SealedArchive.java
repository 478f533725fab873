package io.pronto.core.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Id;
import io.pronto.core.completeness.CallSecret;
import io.pronto.core.db.Tx;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * Where what law has the operator keep is put, sealed, when its customer may no longer read it, or
 * no longer is one. Whoever puts something there cannot read it.
 */
public final class SealedArchive {
  private static final String TERMS = "pronto terms of the sealed archive";

  private final MasterKey master;

  /** Seals by {@code master}. */
  public SealedArchive(MasterKey master) {
    this.master = master;
  }

  /**
   * Keeps {@code what} until the end of its last day, in the transaction that takes it away
   * elsewhere. Of a record of a call its hash is kept beside it, by which it goes on counting among
   * those of its day.
   *
   * @param tx of its organisation, or of nobody
   * @return its id, {@code arc_…}
   */
  public String keep(Tx tx, ArchivedRecord what) {
    var id = Id.next("arc");
    tx.query(
        "select archive_record($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        what.organisation().value(),
        what.kind().text(),
        what.occurredAt().atOffset(ZoneOffset.UTC),
        what.lastDay(),
        what.terms().stream().sorted().map(this::term).toArray(Buffer[]::new),
        Buffer.buffer(master.seal(what.content().toBuffer().getBytes(), context(id))),
        what.kind() == ArchivedRecord.Kind.CALL_DETAIL_RECORD ? what.content() : null,
        CallSecret.of(master));
    return id;
  }

  /**
   * Says of which accounts the record {@code id} is, in the transaction that has kept it: it is
   * found by them, and where they have gone by their addresses.
   *
   * @param addresses in lower case; empty for a record that does not say whose they are
   */
  public void ofAccounts(Tx tx, String id, Set<String> accounts, Set<String> addresses) {
    tx.query(
        "select archived_of_accounts($1, $2, $3)",
        id,
        accounts.stream().sorted().toArray(String[]::new),
        addresses.stream().sorted().map(this::term).toArray(Buffer[]::new));
  }

  /** What a number (E.164) or an e-mail address (lower case) is found by: a keyed hash. */
  Buffer term(String plain) {
    return Buffer.buffer(master.mac(plain.getBytes(UTF_8), TERMS));
  }

  /**
   * Opens what {@link #keep} has sealed under {@code id}.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed it, or it was changed
   */
  JsonObject open(String id, Buffer sealed) {
    return new JsonObject(
        Buffer.buffer(master.open(sealed.getBytes(), context(id), "the archived record " + id)));
  }

  private static byte[] context(String id) {
    return ("archived record " + id).getBytes(UTF_8);
  }
}
