package io.pronto.core.carrier;

import java.util.Locale;

/** What of a number a carrier wants written. */
public enum NumberStyle {
  /** All of it with the plus: {@code +33123456789}. */
  E164,
  /** All of it without the plus: {@code 33123456789}. */
  DIGITS,
  /**
   * As it is dialled in the trunk's country: {@code 0123456789}; numbers of other countries with
   * the country's prefix for them, {@code 00441632960961}.
   */
  NATIONAL;

  /** As JSON has it: {@code e164}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static NumberStyle of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
