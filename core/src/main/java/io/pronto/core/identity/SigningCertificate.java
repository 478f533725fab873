package io.pronto.core.identity;

import io.pronto.core.stir.CertificateChain;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A certificate by which calls are signed. Its private key is never shown.
 *
 * @param id {@code sgc_} and a ULID
 * @param x5u where others find the chain, over HTTPS
 * @param chain in PEM, the certificate itself first
 */
public record SigningCertificate(
    String id, String name, String x5u, String chain, Instant expiresAt, Instant createdAt) {
  /** The chain, read. */
  public CertificateChain certificates() {
    return CertificateChain.parse(chain.getBytes(StandardCharsets.US_ASCII));
  }
}
