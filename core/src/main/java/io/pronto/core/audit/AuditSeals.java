package io.pronto.core.audit;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.pronto.core.seal.WrongMasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Seals the end of every chain that has grown, now and then, by a key that is not in the database:
 * its owner could write a chain anew, hashes and all, but not make the seals that go with it. Each
 * seal is signed as well, for those who have no secret.
 */
public final class AuditSeals implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Rounds rounds;

  /** Seals those of {@code database} by {@code master} until closed; the first time at once. */
  public AuditSeals(Database database, MasterKey master) {
    var proofs = new ProofKey(database, master);
    rounds =
        Rounds.start(
            "audit-seals",
            "The audit log was not sealed",
            PAUSE,
            () -> seal(database, master, proofs));
  }

  /** Seals the end of every chain of {@code database} that has grown since it was sealed last. */
  public static void seal(Database database, MasterKey master) {
    seal(database, master, new ProofKey(database, master));
  }

  private static void seal(Database database, MasterKey master, ProofKey proofs) {
    database.asStranger(
        tx -> {
          for (var end : tx.query("select * from audit_unsealed()")) {
            tx.query(
                "select add_audit_seal($1, $2, $3, $4)",
                end.getString("chain"),
                end.getLong("sequence"),
                Buffer.buffer(seal(master, end)),
                Buffer.buffer(signature(proofs, end)));
          }
          return null;
        });
  }

  private static byte[] seal(MasterKey master, Row end) {
    var hash = end.getBuffer("hash").getBytes();
    return master.seal(hash, context(end.getString("chain"), end.getLong("sequence")));
  }

  private static byte[] signature(ProofKey proofs, Row end) {
    var hash = HexFormat.of().formatHex(end.getBuffer("hash").getBytes());
    var form = ChainedEvent.sealed(end.getString("chain"), end.getLong("sequence"), hash);
    return HexFormat.of().parseHex(proofs.sign(form));
  }

  /** Whether {@code sealed} says that an event has that hash. */
  static boolean vouches(
      MasterKey master, byte[] sealed, String chain, long sequence, byte[] hash) {
    try {
      var opened = master.open(sealed, context(chain, sequence), "A seal of the audit log");
      return MessageDigest.isEqual(opened, hash);
    } catch (WrongMasterKey broken) {
      return false;
    }
  }

  private static byte[] context(String chain, long sequence) {
    return ("audit " + chain + ' ' + sequence).getBytes(StandardCharsets.UTF_8);
  }

  /** Seals once more and stops. */
  @Override
  public void close() {
    rounds.close();
    rounds.go();
  }
}
