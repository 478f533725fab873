package io.pronto.core.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.audit.AuditChain;
import io.pronto.core.audit.ChainedEvent;
import io.pronto.core.db.Database;
import io.pronto.core.db.Work;
import io.pronto.core.destruction.CertificateJson;
import io.pronto.core.destruction.CertificateStore;
import io.pronto.core.destruction.DestructionCertificate;
import io.pronto.core.seal.ProofKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Writes a chain out, the oldest link first, some hundred in memory at a time. */
public final class ChainExport {
  private final Database database;
  private final ProofKey key;
  private final InstantSource clock;

  /** Reads chains of {@code database}, and signs their ends by {@code key}. */
  public ChainExport(Database database, ProofKey key, InstantSource clock) {
    this.database = database;
    this.key = key;
    this.clock = clock;
  }

  /** Writes {@code chain} to {@code out}, which stays open. Throws when the peer has gone. */
  public void write(Chain chain, OutputStream out) throws IOException {
    line(out, head(chain));
    var last =
        switch (chain.kind()) {
          case DESTRUCTION_CERTIFICATES ->
              links(
                  out,
                  after -> read(chain, tx -> CertificateStore.following(tx, chain.name(), after)),
                  CertificateJson::write,
                  DestructionCertificate::sequence,
                  DestructionCertificate::hash);
          case AUDIT_EVENTS ->
              links(
                  out,
                  after -> read(chain, tx -> AuditChain.following(tx, chain.name(), after)),
                  ChainedEvent::json,
                  ChainedEvent::sequence,
                  ChainedEvent::hash);
        };
    line(out, end(chain, last).json());
  }

  private record Last(long sequence, Optional<String> hash) {}

  private JsonObject head(Chain chain) {
    return new JsonObject()
        .put("pronto", "chain 1")
        .put("of", chain.kind().text())
        .put("chain", chain.name())
        .put("public_key", key.publicKey().pem())
        .put("fingerprint", key.publicKey().fingerprint());
  }

  private static <T> Last links(
      OutputStream out,
      Function<Long, List<T>> read,
      Function<T, JsonObject> json,
      ToLongFunction<T> sequence,
      Function<T, String> hash)
      throws IOException {
    var last = new Last(0, Optional.empty());
    for (var links = read.apply(0L); !links.isEmpty(); links = read.apply(last.sequence())) {
      for (var link : links) {
        line(out, json.apply(link));
      }
      var end = links.getLast();
      last = new Last(sequence.applyAsLong(end), Optional.of(hash.apply(end)));
    }
    return last;
  }

  private <T> List<T> read(Chain chain, Work<List<T>> work) {
    return chain
        .organisation()
        .map(organisation -> database.in(organisation, work))
        .orElseGet(() -> database.asOperator(work));
  }

  private ChainEnd end(Chain chain, Last last) {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var form = ChainEnd.form(chain.kind(), chain.name(), last.sequence(), last.hash(), now);
    return new ChainEnd(last.sequence(), last.hash(), now, key.sign(form));
  }

  private static void line(OutputStream out, JsonObject json) throws IOException {
    out.write((json.encode() + '\n').getBytes(UTF_8));
  }
}
