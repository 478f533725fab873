package io.pronto.core.subject;

import java.util.Locale;

/** Something that cannot be done with a request. */
public final class RequestRefused extends RuntimeException {
  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** The organisation has decided already. */
    ALREADY_INSTRUCTED,
    /** That is no answer to what was asked for. */
    ACTION_DOES_NOT_FIT,
    /** What asks to be put right is there to be: {@code correct} does it, {@code done} does not. */
    CAN_BE_CORRECTED,
    /** What is to be put right is not about whoever asked. */
    NOT_ABOUT_SUBJECT,
    /** What is said to be wrong is not there. */
    NOTHING_TO_CORRECT,
    /** A legal hold has it stay as it is. */
    HELD,
    /** The number is one of the organisation's own. */
    OWN_NUMBER,
    /** Whom it is about has had it restricted before, and that is in force. */
    ALREADY_RESTRICTED,
    /** The organisation cannot do without the account. */
    ACCOUNT_NEEDED,
    /** It was put off once, which is as often as it can be. */
    ALREADY_EXTENDED,
    /** The first month is over, or it is answered. */
    TOO_LATE;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  RequestRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
