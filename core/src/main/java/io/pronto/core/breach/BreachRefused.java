package io.pronto.core.breach;

import java.util.Locale;

/** A breach that cannot be entered, or told, as it stands. */
public final class BreachRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It was noticed before it happened, or in the future. */
    TIMES,
    /** The authority knew before it was noticed, or will know in the future. */
    NOTIFIED_AT,
    /** It was told late, and nobody says why (GDPR art. 33(1)). */
    DELAY_UNEXPLAINED,
    /** It was told, and was decided not to be. */
    BOTH,
    /** An organisation is none. */
    NO_ORGANISATION,
    /** There is nobody to be told. */
    NOBODY;

    /** As problems have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  BreachRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
