package io.pronto.core.stir;

import java.util.Arrays;
import java.util.Optional;

/** What a network that signs a call vouches for (RFC 8588, section 4; ATIS-1000074). */
public enum Attestation {
  /** Full: it knows the caller, and the caller has a right to the number shown. */
  A,
  /** Partial: it knows the caller, and nothing of the number. */
  B,
  /** Gateway: it knows where the call came in, and nothing else. */
  C;

  /** Reads the claim; empty for anything else. */
  public static Optional<Attestation> of(String text) {
    return Arrays.stream(values()).filter(value -> value.name().equals(text)).findFirst();
  }
}
