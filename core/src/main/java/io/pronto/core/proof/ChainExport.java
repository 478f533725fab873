package io.pronto.core.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.audit.AuditChain;
import io.pronto.core.db.Database;
import io.pronto.core.destruction.CertificateChain;
import io.pronto.core.destruction.CertificateJson;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Writes a chain out, the oldest link first, some hundred in memory at a time. Each link is looked
 * at on the way, as {@code verify} does in the database: where one is not what was written, or the
 * chain's end is missing, what is in order is followed by that fault, and nothing is signed, so
 * that nobody who has the database gets a signature for what they have put there.
 */
public final class ChainExport {
  private final Database database;
  private final MasterKey master;
  private final ProofKey key;
  private final InstantSource clock;

  /**
   * Reads chains of {@code database}, and signs their ends by {@code key}.
   *
   * @param master has made the seals of the audit log
   */
  public ChainExport(Database database, MasterKey master, ProofKey key, InstantSource clock) {
    this.database = database;
    this.master = master;
    this.key = key;
    this.clock = clock;
  }

  /**
   * What was written.
   *
   * @param links how many, all of them in order
   * @param fault what is wrong with the one that follows; empty where the chain is whole
   */
  public record Written(long links, Optional<String> fault) {}

  /** Writes {@code chain} to {@code out}, which stays open. Throws when the peer has gone. */
  public Written write(Chain chain, OutputStream out) throws IOException {
    try {
      line(out, head(chain));
      var last = links(chain, out);
      line(out, end(chain, last));
      return new Written(last.sequence(), last.fault());
    } catch (UncheckedIOException gone) {
      throw gone.getCause();
    }
  }

  private record Last(long sequence, String hash, Optional<String> fault) {}

  private Last links(Chain chain, OutputStream out) {
    var open = Optional.of(key.publicKey());
    return switch (chain.kind()) {
      case DESTRUCTION_CERTIFICATES -> {
        var found =
            new CertificateChain(database, open)
                .read(chain.organisation(), each -> line(out, CertificateJson.write(each)));
        yield new Last(found.certificates(), found.hash(), found.fault());
      }
      case AUDIT_EVENTS -> {
        var found =
            new AuditChain(database, Optional.of(master), open)
                .read(chain.organisation(), each -> line(out, each.json()));
        yield new Last(found.events(), found.hash(), found.fault());
      }
    };
  }

  private JsonObject head(Chain chain) {
    return new JsonObject()
        .put("pronto", "chain 1")
        .put("of", chain.kind().text())
        .put("chain", chain.name())
        .put("public_key", key.publicKey().pem())
        .put("fingerprint", key.publicKey().fingerprint());
  }

  private JsonObject end(Chain chain, Last last) {
    return last.fault().map(ChainEnd::broken).orElseGet(() -> signed(chain, last).json());
  }

  private ChainEnd signed(Chain chain, Last last) {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var hash = Optional.of(last.hash()).filter(text -> !text.isEmpty());
    var form = ChainEnd.form(chain.kind(), chain.name(), last.sequence(), hash, now);
    return new ChainEnd(last.sequence(), hash, now, key.sign(form));
  }

  private static void line(OutputStream out, JsonObject json) {
    try {
      out.write((json.encode() + '\n').getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
