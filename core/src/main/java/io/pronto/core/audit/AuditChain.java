package io.pronto.core.audit;

import io.pronto.core.audit.AuditWalk.Seal;
import io.pronto.core.audit.AuditWalk.Verdict;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks whether a chain is whole: computes every hash anew from what is stored, and holds them
 * against the {@link AuditSeals}. It shows what was changed, taken out or put in, by whomever, up
 * to the last seal. Who has the database but not {@code secrets.key} can still cut off the end,
 * seals and all, or change what no seal follows: that shows against a {@link Verdict} that was kept
 * elsewhere.
 */
public final class AuditChain {
  private static final int BATCH = 1_000;

  private static final String LAST_SEAL =
      "select coalesce(max(sequence), 0) as sequence from audit_seal where chain = $1";

  private final Database database;
  private final Optional<MasterKey> master;
  private final Optional<PublicProofKey> key;

  /** Reads those of {@code database}, whose seals {@code master} has made. */
  public AuditChain(Database database, MasterKey master) {
    this(database, Optional.of(master), Optional.empty());
  }

  /**
   * Reads those of {@code database}.
   *
   * @param master has made their seals, which are not opened without it
   * @param key has signed their seals, which nobody asks for without it
   */
  public AuditChain(Database database, Optional<MasterKey> master, Optional<PublicProofKey> key) {
    this.database = database;
    this.master = master;
    this.key = key;
  }

  /** Looks at that of {@code organisation}, a second or two for 100,000 events. */
  public Verdict verify(OrganisationId organisation, Kept kept) {
    return walk(organisation.value(), kept, work -> database.in(organisation, work), _ -> {});
  }

  /** Looks at the operator's own. */
  public Verdict verifyOperators(Kept kept) {
    return walk("operator", kept, database::asOperator, _ -> {});
  }

  /**
   * Looks at the one of {@code organisation}, or the operator's, and tells {@code to} of each event
   * that is in order, as soon as that is known.
   */
  public Verdict read(Optional<OrganisationId> organisation, Consumer<ChainedEvent> to) {
    return organisation
        .map(id -> walk(id.value(), Kept.NOTHING, work -> database.in(id, work), to))
        .orElseGet(() -> walk("operator", Kept.NOTHING, database::asOperator, to));
  }

  private interface Reading {
    List<Row> rows(Work<List<Row>> work);
  }

  private Verdict walk(String chain, Kept kept, Reading reading, Consumer<ChainedEvent> to) {
    // Before the events: whatever is sealed by now is there to be read.
    long sealed = reading.rows(tx -> tx.query(LAST_SEAL, chain)).getFirst().getLong("sequence");
    var walk = new AuditWalk(chain, key, kept);
    while (true) {
      long before = walk.verdict().events();
      var rows = reading.rows(tx -> read(tx, chain, before));
      for (var row : rows) {
        var event = ChainedEvent.of(row);
        if (!walk.accepts(event, seal(row))) {
          return walk.verdict();
        }
        to.accept(event);
      }
      if (rows.isEmpty()) {
        return walk.end(sealed);
      }
    }
  }

  private static List<Row> read(Tx tx, String chain, long after) {
    return tx.query(ChainedEvent.SELECT, chain, after, BATCH);
  }

  private Seal seal(Row row) {
    var sealed = row.getBuffer("sealed");
    if (sealed == null || master.isEmpty()) {
      return Seal.NONE;
    }
    boolean good =
        AuditSeals.vouches(
            master.get(),
            sealed.getBytes(),
            row.getString("chain"),
            row.getLong("sequence"),
            row.getBuffer("hash").getBytes());
    return good ? Seal.GOOD : Seal.BROKEN;
  }
}
