package io.pronto.core.destruction;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.seal.PublicProofKey;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The certificates of all chains, as they are copied beside backups, and as they are put back after
 * a restore: those that were issued once, and no others in their place.
 */
public final class IssuedCertificates {
  private final Database database;

  /** Those of {@code database}. */
  public IssuedCertificates(Database database) {
    this.database = database;
  }

  /**
   * Those that follow what is known, chain by chain in their order.
   *
   * @param known the last sequence of each chain that is
   * @param most how many are wanted at once
   */
  public List<DestructionCertificate> beyond(Map<String, Long> known, int most) {
    var ends = new JsonObject(new HashMap<>(known));
    return database.asOperator(
        tx ->
            tx
                .query(
                    CertificateRow.SELECT.replace(
                        "from destruction_certificate",
                        "from certificates_beyond($1, $2) order by chain, sequence"),
                    ends,
                    most)
                .stream()
                .map(CertificateRow::read)
                .toList());
  }

  /**
   * Puts {@code certificate} back at the end of its chain in {@code tx}, of its organisation or of
   * nobody.
   *
   * @throws IllegalArgumentException where {@code key} did not sign it, or it is not as it was
   *     signed
   * @throws io.pronto.core.db.Conflict where it is not the next of its chain
   */
  public static void putBack(Tx tx, DestructionCertificate certificate, PublicProofKey key) {
    var form = CertificateForm.of(certificate);
    if (!certificate.signedBy().equals(key.fingerprint())
        || !form.hash().equals(certificate.hash())
        || !key.verifies(form, certificate.signature())) {
      throw new IllegalArgumentException(
          "Certificate %s is not what this database's key has signed".formatted(certificate.id()));
    }
    tx.query("select id from next_destruction_certificate($1)", certificate.chain());
    DestructionCertificates.add(tx, certificate);
  }
}
