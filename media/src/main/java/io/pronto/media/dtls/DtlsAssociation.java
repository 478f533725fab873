package io.pronto.media.dtls;

import java.util.List;
import java.util.Optional;

/**
 * What the two sides of a session have agreed for their handshake (RFC 8842): as long as it stays
 * the same there is no new one.
 *
 * @param ours what we show
 * @param theirs the certificates of which the peer may show any; at least one
 * @param active whether we begin, {@code a=setup:active}
 * @param id the peer's {@code a=tls-id}, if it has said any
 */
public record DtlsAssociation(
    DtlsIdentity ours, List<Fingerprint> theirs, boolean active, Optional<String> id) {
  /** Copies the list. */
  public DtlsAssociation {
    theirs = List.copyOf(theirs);
    if (theirs.isEmpty()) {
      throw new IllegalArgumentException("A peer without a fingerprint cannot be known");
    }
  }

  boolean isTheirs(byte[] certificate) {
    return theirs.stream().anyMatch(fingerprint -> fingerprint.isOf(certificate));
  }
}
