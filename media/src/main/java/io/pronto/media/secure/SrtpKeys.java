package io.pronto.media.secure;

/**
 * What two sides protect their packets with: each its own key.
 *
 * @param ours for what we send
 * @param theirs for what the peer sends
 * @param identifierBytes how long the master key identifier is that the peer puts into each packet
 *     before the tag (RFC 3711, section 3.1), 0 to 128; 0 without one. We send none
 */
public record SrtpKeys(SrtpKey ours, SrtpKey theirs, int identifierBytes) {
  /** Refuses an identifier that no packet can have. */
  public SrtpKeys {
    if (identifierBytes < 0 || identifierBytes > 128) {
      throw new IllegalArgumentException(
          "A master key identifier has 0 to 128 bytes, not " + identifierBytes);
    }
  }

  /** Keys without an identifier in the peer's packets. */
  public SrtpKeys(SrtpKey ours, SrtpKey theirs) {
    this(ours, theirs, 0);
  }
}
