package io.pronto.sip.flow;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.identity.AnchorStore;
import io.pronto.core.identity.CallIdentities;
import io.pronto.core.identity.SigningCertificateStore;
import io.pronto.core.identity.TrunkIdentity;
import io.pronto.core.identity.TrunkIdentity.Verification;
import io.pronto.core.identity.TrunkIdentityStore;
import io.pronto.core.stir.PassportSigner;
import io.pronto.core.stir.authority.Issued;
import io.pronto.core.stir.authority.TestAuthority;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An authority that the operator trusts, and certificates of it that are served over HTTP. */
final class SignedNetwork implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();

  private final TestAuthority authority =
      new TestAuthority(
          Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(30)));
  private final Issued root = authority.root("Root " + Id.next("root"));
  private final Map<String, String> served = new ConcurrentHashMap<>();
  private final HttpServer server;
  private final CallIdentities identities;

  SignedNetwork(CallIdentities identities) {
    this.identities = identities;
    try {
      server =
          Ground.vertx()
              .createHttpServer()
              .requestHandler(
                  request ->
                      Optional.ofNullable(served.get(request.path()))
                          .ifPresentOrElse(
                              request.response()::end,
                              () -> request.response().setStatusCode(404).end()))
              .listen(0, "127.0.0.1")
              .await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    new AnchorStore(Ground.database(), CLOCK).create(Id.next("name"), root.pem(), "");
  }

  Issued provider(String code) {
    return authority.provider("SHAKEN " + code, code, root);
  }

  /** Somebody of another authority, whom nobody trusts. */
  Issued stranger() {
    return authority.provider("SHAKEN 666X", "666X", authority.root("Nobody's root"));
  }

  /** Serves the certificate, and signs by it. */
  PassportSigner signer(Issued issued) {
    var path = "/%d.pem".formatted(served.size());
    served.put(path, issued.pem());
    return new PassportSigner(issued.key(), address(path));
  }

  String address(String path) {
    return "http://127.0.0.1:" + server.actualPort() + path;
  }

  /** Has calls over {@code trunk} signed by {@code issued}. */
  void sign(String trunk, Issued issued) {
    sign(trunk, issued, true);
  }

  /** The same, and those that are forwarded do not show who has called. */
  void signHidingCallers(String trunk, Issued issued) {
    sign(trunk, issued, false);
  }

  private void sign(String trunk, Issued issued, boolean showsCallers) {
    var signer = signer(issued);
    var certificate =
        new SigningCertificateStore(Ground.database(), Exchange.master(), CLOCK)
            .create(Id.next("name"), _ -> signer.x5u(), issued.pem(), issued.keyPem());
    put(trunk, new TrunkIdentity(Optional.of(certificate.id()), showsCallers, Verification.OFF));
    Waiting.until("calls are signed", () -> identities.signer(trunk).isPresent());
  }

  /** Has calls over {@code trunk} verified. */
  void verify(String trunk, Verification verification) {
    put(trunk, new TrunkIdentity(Optional.empty(), false, verification));
    Waiting.until("calls are verified", () -> identities.of(trunk).verification() == verification);
  }

  private static void put(String trunk, TrunkIdentity identity) {
    new TrunkIdentityStore(Ground.database()).put(trunk, identity, _ -> {});
  }

  @Override
  public void close() {
    server.close();
  }
}
