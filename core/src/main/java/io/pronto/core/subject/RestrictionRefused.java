package io.pronto.core.subject;

import java.util.Locale;

/** A restriction that cannot be lifted, or not so. */
public final class RestrictionRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  /** Why. */
  public enum Reason {
    /** It is over. */
    ALREADY_LIFTED,
    /** Whom it is about cannot have been told of its end before it began, nor in the future. */
    NOT_INFORMED;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  RestrictionRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
