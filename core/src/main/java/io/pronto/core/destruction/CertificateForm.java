package io.pronto.core.destruction;

import io.pronto.core.seal.CanonicalForm;
import java.time.Instant;
import java.util.Optional;

/**
 * What of a certificate is hashed and signed, in its {@linkplain CanonicalForm canonical form}:
 * {@code pronto destruction certificate 1}, chain, sequence, id, issued at, category, count,
 * objects, rule, from, until, keys, hash of the one before, fingerprint of the key.
 */
final class CertificateForm {
  private static final String VERSION = "pronto destruction certificate 1";

  private CertificateForm() {}

  static CanonicalForm of(DestructionCertificate certificate) {
    return of(
        certificate.chain(),
        certificate.sequence(),
        certificate.id(),
        certificate.issuedAt(),
        certificate.destruction(),
        certificate.previous(),
        certificate.signedBy());
  }

  static CanonicalForm of(
      String chain,
      long sequence,
      String id,
      Instant issuedAt,
      Destruction destruction,
      Optional<String> previous,
      String signedBy) {
    return new CanonicalForm()
        .field(VERSION)
        .field(chain)
        .field(sequence)
        .field(id)
        .time(issuedAt)
        .field(destruction.category().text())
        .field(destruction.count())
        .fields(destruction.objects())
        .field(destruction.rule())
        .time(destruction.from())
        .time(destruction.until())
        .fields(destruction.keys())
        .field(previous)
        .field(signedBy);
  }
}
