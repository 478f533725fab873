package io.pronto.core.rules;

import java.util.Locale;

/** What a caller is told whose call is not taken. */
public enum Answer {
  /** That the line is busy. */
  BUSY(486),
  /** That nobody is available. */
  UNAVAILABLE(480),
  /** That the call is refused. */
  DECLINE(603),
  /** That the call is not wanted (RFC 8197): whoever carries it learns that it was one of those. */
  UNWANTED(607);

  private final int sipStatus;

  Answer(int sipStatus) {
    this.sipStatus = sipStatus;
  }

  /** The SIP status that says so. */
  public int sipStatus() {
    return sipStatus;
  }

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static Answer of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
