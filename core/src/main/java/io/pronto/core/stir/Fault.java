package io.pronto.core.stir;

import java.util.Locale;

/**
 * Why the identity of a call is not what it should be, and what a network that insists answers (RFC
 * 8224, section 6.2.2).
 */
public enum Fault {
  /** There is no PASSporT. */
  MISSING(428, "Use Identity Header"),
  /** Its certificate cannot be had: no such address, no answer in time, no certificate there. */
  NO_CERTIFICATE(436, "Bad Identity Info"),
  /** Its certificate is not one that we trust: of a stranger, expired, revoked, for others. */
  NOT_TRUSTED(437, "Unsupported Credential"),
  /** It cannot be read, or its kind or algorithm is not one that is allowed. */
  MALFORMED(438, "Invalid Identity Header"),
  /** Its signature is not that of the certificate. */
  FORGED(438, "Invalid Identity Header"),
  /** It is of another caller. */
  OTHER_CALLER(438, "Invalid Identity Header"),
  /** It is for another number, and no diversion leads from there to here. */
  OTHER_NUMBER(438, "Invalid Identity Header"),
  /** It was seen before, with another call. */
  REPLAYED(438, "Invalid Identity Header"),
  /** It is older than 60 s, or of the future. */
  STALE(403, "Stale Date");

  private final int sipStatus;
  private final String phrase;

  Fault(int sipStatus, String phrase) {
    this.sipStatus = sipStatus;
    this.phrase = phrase;
  }

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The SIP status of a refusal for it. */
  public int sipStatus() {
    return sipStatus;
  }

  /** The reason phrase of that. */
  public String phrase() {
    return phrase;
  }
}
