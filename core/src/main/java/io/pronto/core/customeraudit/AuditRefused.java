package io.pronto.core.customeraudit;

import java.time.LocalDate;
import java.util.Locale;

/** An audit that cannot be asked for, or answered, as it stands. */
public final class AuditRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It must be asked for sixty days ahead. */
    NOTICE_TOO_SHORT,
    /** There is another within a year. */
    ONE_A_YEAR,
    /** It was withdrawn. */
    WITHDRAWN,
    /** The day is over. */
    PAST;

    /** As problems have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  AuditRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static AuditRefused until(Reason reason, LocalDate earliest, String why) {
    return new AuditRefused(reason, "Must be %s or later: %s".formatted(earliest, why));
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
