package io.pronto.core.destruction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.Id;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Notes what was erased on somebody's request or at the end of a contract, for as long as a backup
 * may have it still: after a restore it is erased again before anybody can read it.
 */
public final class ErasureJournal {
  private final MasterKey master;

  /** Seals by {@code master}. */
  public ErasureJournal(MasterKey master) {
    this.master = master;
  }

  /** What was erased. */
  public enum Kind {
    /** All about a number or an address. */
    SUBJECT,
    /** All of an organisation. */
    ORGANISATION;

    /** As it is written in SQL: {@code subject}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Notes an erasure in the transaction that carries it out.
   *
   * @param tx of that organisation, or of nobody
   * @param what all that is needed to do so again
   * @return the id of the entry, {@code ers_…}
   */
  public String note(Tx tx, OrganisationId organisation, Kind kind, JsonObject what) {
    var id = Id.next("ers");
    tx.query(
        "select note_erasure($1, $2, $3, $4)",
        id,
        organisation.value(),
        kind.text(),
        Buffer.buffer(master.seal(what.toBuffer().getBytes(), context(id))));
    return id;
  }

  /**
   * Opens what {@link #note} has sealed under {@code id}.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another master key sealed it, or it was changed
   */
  public JsonObject open(String id, Buffer sealed) {
    return new JsonObject(
        Buffer.buffer(master.open(sealed.getBytes(), context(id), "the erasure " + id)));
  }

  private static byte[] context(String id) {
    return ("erasure " + id).getBytes(UTF_8);
  }
}
