package io.pronto.core.destruction;

import java.time.Instant;
import java.util.Optional;

/**
 * A certificate of {@link Destruction}.
 *
 * @param id {@code dcert_} and a ULID, which grows with the sequence
 * @param chain the id of the organisation, or {@code operator}
 * @param sequence 1, 2, 3, … within the chain, without a gap
 * @param issuedAt by the clock of the server that deleted, which may be wrong: the order is that of
 *     the sequence
 * @param previous the hash of the one before, 64 hexadecimal digits; empty for the first
 * @param signedBy the fingerprint of the key that signed it
 * @param hash of its {@linkplain CertificateForm canonical form}, 64 hexadecimal digits
 * @param signature Ed25519 (RFC 8032) over the same form, 128 hexadecimal digits
 */
public record DestructionCertificate(
    String id,
    String chain,
    long sequence,
    Instant issuedAt,
    Destruction destruction,
    Optional<String> previous,
    String signedBy,
    String hash,
    String signature) {
  /** The name of the operator's chain. */
  public static final String OPERATOR = "operator";
}
