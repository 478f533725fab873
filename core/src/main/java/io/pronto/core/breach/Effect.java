package io.pronto.core.breach;

import java.util.Locale;

/** What a breach does to data (GDPR art. 4(12); EDPB guidelines 9/2022, section I.B). */
public enum Effect {
  /** Somebody has seen them who must not. */
  CONFIDENTIALITY,
  /** Somebody has changed them who must not. */
  INTEGRITY,
  /** They are lost, or out of reach. */
  AVAILABILITY;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static Effect of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
