package io.pronto.core.porting;

import java.util.Locale;

/** Something that cannot be done to a port; the message says why, and what can. */
public final class PortRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is against it. */
  public enum Reason {
    /** Numbers of that kind are not ported. */
    NOT_PORTABLE,
    /** The day is not after today. */
    TOO_EARLY,
    /** The day is too far ahead. */
    TOO_LATE,
    /** On that day nobody ports. */
    NOT_A_WORKING_DAY,
    /** No such step follows from where it is. */
    PORT_STATE,
    /** It was possible until a moment ago. */
    CANCELLATION_TOO_LATE,
    /** Its day has not come. */
    NOT_YET
  }

  private final Reason reason;

  PortRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What is against it. */
  public Reason reason() {
    return reason;
  }

  /** The same for programs, such as {@code not_a_working_day}. */
  public String code() {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
