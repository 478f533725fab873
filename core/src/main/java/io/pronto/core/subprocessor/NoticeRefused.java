package io.pronto.core.subprocessor;

import java.util.Locale;

/** A notice that cannot be given as it stands. */
public final class NoticeRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It would take effect too soon. */
    NOTICE_TOO_SHORT,
    /** It would take effect before what was announced earlier. */
    BEFORE_EARLIER_NOTICE,
    /** It was said to be in use already, and who comes is announced by now. */
    NOTICE_NEEDED,
    /** It was said to be in use already, from a day that is to come. */
    NOT_YET,
    /** What it is about is removed, or that was announced. */
    REMOVED,
    /** It says what the register says already. */
    NOTHING_NEW,
    /** Another subprocessor has that name. */
    NAME_TAKEN;

    /** As problems have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  NoticeRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
