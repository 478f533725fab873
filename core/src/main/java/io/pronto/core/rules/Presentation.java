package io.pronto.core.rules;

import java.util.Locale;

/** Whether a caller from outside shows a number, and why not. */
public enum Presentation {
  /** A number is shown. */
  SHOWN,
  /** The caller has asked not to be shown (RFC 3323, RFC 3325): as by {@code #31#}. */
  HIDDEN,
  /**
   * A network has taken the number away, and the caller has not asked for it: in France calls from
   * abroad that show a mobile number nobody vouches for (ARCEP decision 2022-1583, the MAN).
   */
  MASKED,
  /** There is something in the number's place that is no number. */
  MALFORMED,
  /** Nothing at all is in its place. */
  MISSING;

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static Presentation of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
