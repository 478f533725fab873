package io.pronto.core.stir;

import io.pronto.core.stir.authority.Issued;
import io.pronto.core.stir.authority.TestAuthority;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Networks that sign calls, an authority behind them, and one network that verifies. */
final class SigningNetwork {
  static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  static final String CALLER = "33123456789";
  static final String CALLED = "33612345678";
  static final String X5U = "https://cert.example.com/ours.pem";
  static final String ORIGIN_ID = "6f2c1f7e-8d3a-4c1e-9f0b-2a5d6c7e8f90";

  final TestAuthority authority =
      new TestAuthority(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(30)));
  final Issued root = authority.root("Test Root");
  final Issued intermediate = authority.intermediate("Test Issuer", root);
  final Issued ours = authority.provider("SHAKEN 709J", "709J", intermediate);
  final Map<String, CertificateChain> served = new HashMap<>();
  TrustAnchors anchors = new TrustAnchors(List.of(root.certificate()), List.of());
  Instant clock = NOW;
  private int calls;

  final Verifier verifier = new Verifier(this::serve, () -> anchors, (InstantSource) () -> clock);

  SigningNetwork() {
    served.put(X5U, ours.chain(intermediate));
  }

  PassportSigner signer() {
    return new PassportSigner(ours.key(), X5U);
  }

  /** Serves the certificate of {@code issued} at an address of its own. */
  PassportSigner signer(Issued issued, Issued... above) {
    var address = "https://cert.example.com/%d.pem".formatted(served.size());
    served.put(address, issued.chain(above));
    return new PassportSigner(issued.key(), address);
  }

  static Passport shaken(Attestation attestation) {
    return Passport.shaken(attestation, CALLER, CALLED, ORIGIN_ID, NOW);
  }

  Verdict verify(String... headers) {
    return verify(told(CALLER, CALLED), headers);
  }

  Verdict verify(Told told, String... headers) {
    return verifier.verify(List.of(headers), told);
  }

  /** What the request of a new call says. */
  Told told(String caller, String called) {
    return new Told(caller, called, Optional.of(NOW), "call-" + ++calls);
  }

  private CertificateChain serve(String address) {
    if (!served.containsKey(address)) {
      throw new PassportRefused(Fault.NO_CERTIFICATE, "Not there");
    }
    return served.get(address);
  }
}
