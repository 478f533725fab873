package io.pronto.core.subprocessor;

import java.util.Locale;

/** An objection that cannot be made, or not be answered, any more. */
public final class ObjectionRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** Its ten working days are over. */
    OBJECTION_TOO_LATE,
    /** It was in the register when that was opened: there was no notice. */
    NO_NOTICE,
    /** The organisation has withdrawn it. */
    WITHDRAWN;

    /** As problems have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  ObjectionRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
