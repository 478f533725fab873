package io.pronto.core.destruction;

import io.pronto.core.audit.Kept;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.db.Work;
import io.pronto.core.destruction.CertificateWalk.Verdict;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks whether the certificates in the database are those that were issued, none of them missing.
 * That the end was cut off shows against the row of the chain's end and against the audit log,
 * which notes each certificate; whoever cuts off all three is found by a {@link Kept} alone.
 */
public final class CertificateChain {
  private static final String NOTED =
      """
      select e.subject_id, e.after ->> 'sequence' as sequence
        from audit_event e
       where e.chain = $1 and e.action = 'destruction_certificate.issued'
         and not exists (select from destruction_certificate c
                          where c.chain = e.chain and c.id = e.subject_id
                            and encode(c.hash, 'hex') = e.after ->> 'hash')
       order by e.sequence limit 1
      """;

  private final Database database;
  private final Optional<PublicProofKey> key;

  /**
   * Reads those of {@code database}.
   *
   * @param key by which they must be signed; without one there must be none
   */
  public CertificateChain(Database database, Optional<PublicProofKey> key) {
    this.database = database;
    this.key = key;
  }

  /** Looks at that of {@code organisation}. */
  public Verdict verify(OrganisationId organisation, Kept kept) {
    return walk(organisation.value(), kept, work -> database.in(organisation, work), _ -> {});
  }

  /** Looks at the operator's own. */
  public Verdict verifyOperators(Kept kept) {
    return walk(DestructionCertificate.OPERATOR, kept, database::asOperator, _ -> {});
  }

  /**
   * Looks at the one of {@code organisation}, or the operator's, and tells {@code to} of each
   * certificate that is in order, as soon as that is known.
   */
  public Verdict read(Optional<OrganisationId> organisation, Consumer<DestructionCertificate> to) {
    return organisation
        .map(id -> walk(id.value(), Kept.NOTHING, work -> database.in(id, work), to))
        .orElseGet(
            () -> walk(DestructionCertificate.OPERATOR, Kept.NOTHING, database::asOperator, to));
  }

  private interface Reading {
    List<Row> rows(Work<List<Row>> work);
  }

  private Verdict walk(
      String chain, Kept kept, Reading reading, Consumer<DestructionCertificate> to) {
    // Before the certificates: whatever is at the end by now is there to be read.
    var end = reading.rows(tx -> end(tx, chain));
    if (key.isEmpty()) {
      return withoutKey(
          !reading.rows(tx -> CertificateStore.rows(tx, chain, 0)).isEmpty() || !end.isEmpty(),
          kept);
    }
    var walk = new CertificateWalk(chain, key.get(), kept);
    while (walk.verdict().fault().isEmpty()) {
      long before = walk.verdict().certificates();
      var rows = reading.rows(tx -> CertificateStore.rows(tx, chain, before));
      if (rows.isEmpty()) {
        compare(walk, end, reading.rows(tx -> tx.query(NOTED, chain)));
        return walk.end();
      }
      follow(walk, rows, to);
    }
    return walk.verdict();
  }

  private static Verdict withoutKey(boolean any, Kept kept) {
    var nothing = new Verdict(0, "", Optional.empty());
    return any || kept.links() > 0
        ? nothing.faulty("The key that signed its certificates is missing")
        : nothing;
  }

  private static List<Row> end(Tx tx, String chain) {
    return tx.query("select sequence from destruction_chain where chain = $1", chain);
  }

  private static void follow(
      CertificateWalk walk, List<Row> rows, Consumer<DestructionCertificate> to) {
    for (var row : rows) {
      DestructionCertificate certificate;
      try {
        certificate = CertificateRow.read(row);
      } catch (IllegalArgumentException unreadable) {
        walk.refuse(
            "Certificate %d (%s) was changed: %s"
                .formatted(row.getLong("sequence"), row.getString("id"), unreadable.getMessage()));
        return;
      }
      if (!walk.accepts(certificate)) {
        return;
      }
      to.accept(certificate);
    }
  }

  private static void compare(CertificateWalk walk, List<Row> end, List<Row> noted) {
    long found = walk.verdict().certificates();
    long known = end.isEmpty() ? 0 : end.getFirst().getLong("sequence");
    if (walk.verdict().fault().isPresent()) {
      return;
    }
    if (found < known) {
      walk.refuse("Certificate %d is missing: the chain went on to %d".formatted(found + 1, known));
    } else if (!noted.isEmpty()) {
      var event = noted.getFirst();
      walk.refuse(
          "Certificate %s (%s) is missing: the audit log has it, with another hash or none here"
              .formatted(event.getString("sequence"), event.getString("subject_id")));
    } else if (found > 0 && end.isEmpty()) {
      walk.refuse("The row of the chain's end is missing");
    }
  }
}
