package io.pronto.core.numbering;

import java.util.Locale;

/** What a number is rented for. */
public enum NumberUse {
  /** People who call and are called. */
  PEOPLE,
  /** Automated calls and messages, and canvassing. */
  PLATFORM;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static NumberUse of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
