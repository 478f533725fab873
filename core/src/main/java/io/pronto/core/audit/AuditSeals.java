package io.pronto.core.audit;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.WrongMasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the end of every chain that has grown, now and then, by a key that is not in the database:
 * its owner could write a chain anew, hashes and all, but not make the seals that go with it.
 */
public final class AuditSeals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditSeals.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Database database;
  private final MasterKey master;
  private final Thread sealer;

  /** Seals those of {@code database} by {@code master} until closed; the first time at once. */
  public AuditSeals(Database database, MasterKey master) {
    this.database = database;
    this.master = master;
    sealer = Thread.ofVirtual().name("audit-seals").start(this::sealUntilClosed);
  }

  /** Seals the end of every chain of {@code database} that has grown since it was sealed last. */
  public static void seal(Database database, MasterKey master) {
    database.asStranger(
        tx -> {
          for (var end : tx.query("select * from audit_unsealed()")) {
            tx.query(
                "select add_audit_seal($1, $2, $3)",
                end.getString("chain"),
                end.getLong("sequence"),
                Buffer.buffer(seal(master, end)));
          }
          return null;
        });
  }

  private static byte[] seal(MasterKey master, Row end) {
    var hash = end.getBuffer("hash").getBytes();
    return master.seal(hash, context(end.getString("chain"), end.getLong("sequence")));
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

  private void sealUntilClosed() {
    try {
      while (true) {
        sealOrSay();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void sealOrSay() {
    try {
      seal(database, master);
    } catch (DatabaseUnavailable away) {
      LOG.atWarn().log("The audit log was not sealed, and will be later: {}", away.getMessage());
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("The audit log could not be sealed");
    }
  }

  /** Seals once more and stops. */
  @Override
  public void close() {
    sealer.interrupt();
    sealOrSay();
  }
}
