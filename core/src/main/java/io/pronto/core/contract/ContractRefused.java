package io.pronto.core.contract;

import java.util.Locale;

/** Something cannot be done with a contract as it is; the message says why and what to do. */
public final class ContractRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** It has ended. */
    CONTRACT_ENDED,
    /** There is no trial. */
    NO_TRIAL,
    /** No end was announced. */
    NO_END_ANNOUNCED,
    /** The day has passed. */
    DAY_PASSED,
    /** The data are being erased, or are. */
    ERASED,
    /** Return was not chosen. */
    RETURN_NOT_CHOSEN;

    /** As programs know it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  ContractRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why not. */
  public Reason reason() {
    return reason;
  }
}
