package io.pronto.core.identity;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.db.Tx;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.WrongMasterKey;
import io.pronto.core.stir.CertificateCache;
import io.pronto.core.stir.Fault;
import io.pronto.core.stir.PassportRefused;
import io.pronto.core.stir.PassportSigner;
import io.pronto.core.stir.Told;
import io.pronto.core.stir.TrustAnchors;
import io.pronto.core.stir.Verdict;
import io.pronto.core.stir.Verifier;
import io.vertx.sqlclient.Row;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By whom calls are signed and how they are verified, as the operator has said: read once, and anew
 * whenever the database says that it has changed. Calls ask memory alone, and a certificate of a
 * caller's network for so long as they may.
 */
public final class CallIdentities {
  private static final Logger LOG = LoggerFactory.getLogger(CallIdentities.class);

  private final Database database;
  private final MasterKey master;
  private final InstantSource clock;
  private final Duration patience;
  private final Verifier verifier;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Known known = new Known(Map.of(), Map.of(), TrustAnchors.NONE);

  private record Known(
      Map<String, TrunkIdentity> trunks, Map<String, Signing> signers, TrustAnchors anchors) {}

  private record Signing(PassportSigner signer, Instant expiresAt) {}

  /**
   * Begins to read.
   *
   * @param outbound asks for certificates of other networks
   * @param patience how long a call waits to be verified, at most
   */
  public CallIdentities(
      Database database,
      MasterKey master,
      Outbound outbound,
      InstantSource clock,
      Duration patience) {
    this.database = database;
    this.master = master;
    this.clock = clock;
    this.patience = patience;
    verifier =
        new Verifier(new CertificateCache(outbound, clock, patience), () -> known.anchors(), clock);
    database.onNotice(
        "call_identity", () -> Thread.ofVirtual().name("call-identity").start(this::read));
  }

  /** What is done on the trunk of that id. */
  public TrunkIdentity of(String trunkId) {
    return known.trunks().getOrDefault(trunkId, TrunkIdentity.USUAL);
  }

  /** By whom calls over the trunk of that id are signed now; empty when they are not. */
  public Optional<PassportSigner> signer(String trunkId) {
    var now = known;
    return Optional.ofNullable(now.trunks().get(trunkId))
        .flatMap(TrunkIdentity::certificateId)
        .flatMap(id -> Optional.ofNullable(now.signers().get(id)))
        .filter(signing -> clock.instant().isBefore(signing.expiresAt()))
        .map(Signing::signer);
  }

  /** What the Identity headers of a request are worth; says so in time, whatever is known then. */
  public Verdict verify(List<String> headers, Told told) {
    var verifying = new FutureTask<>(() -> verifier.verify(headers, told));
    Thread.ofVirtual().name("verification").start(verifying);
    try {
      return verifying.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return late();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return late();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Verdict late() {
    return Verdict.refused(
        new PassportRefused(
            Fault.NO_CERTIFICATE,
            "It was not verified within %d ms".formatted(patience.toMillis())));
  }

  private void read() {
    reading.lock();
    try {
      known = database.asOperator(this::read);
    } catch (DatabaseUnavailable away) {
      LOG.atWarn().log("What is signed and verified cannot be read: what was known holds");
    } finally {
      reading.unlock();
    }
  }

  private Known read(Tx tx) {
    var trunks = new HashMap<String, TrunkIdentity>();
    tx.query("select trunk_id, certificate_id, shows_callers, verification from trunk_identity")
        .forEach(row -> trunks.put(row.getString("trunk_id"), TrunkIdentityStore.identity(row)));
    var signers = new HashMap<String, Signing>();
    tx.query("select id, x5u, private_key, expires_at from signing_certificate")
        .forEach(row -> signing(row).ifPresent(found -> signers.put(row.getString("id"), found)));
    return new Known(Map.copyOf(trunks), Map.copyOf(signers), anchors(tx));
  }

  /** One that cannot be opened signs nothing; the others go on. */
  private Optional<Signing> signing(Row row) {
    var id = row.getString("id");
    var sealed = row.getBuffer("private_key").getBytes();
    try {
      var key = master.open(sealed, SigningCertificateStore.context(id), "the key of " + id);
      return Optional.of(
          new Signing(
              new PassportSigner(Credentials.unwrapped(key), row.getString("x5u")),
              row.getOffsetDateTime("expires_at").toInstant()));
    } catch (WrongMasterKey | InvalidKeySpecException e) {
      LOG.atError()
          .addKeyValue("certificate", id)
          .log("No call is signed by a certificate: " + e.getMessage());
      return Optional.empty();
    }
  }

  private TrustAnchors anchors(Tx tx) {
    var certificates = new ArrayList<X509Certificate>();
    var revocations = new ArrayList<X509CRL>();
    for (var row : tx.query(AnchorStore.SELECT)) {
      var anchor = AnchorStore.anchor(row);
      if (clock.instant().isBefore(anchor.expiresAt())) {
        certificates.add(Credentials.anchor(anchor.certificate(), clock.instant()));
        revocations.addAll(Credentials.revocations(anchor.revocations()));
      }
    }
    return new TrustAnchors(certificates, revocations);
  }
}
