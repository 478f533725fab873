package io.pronto.core.subject;

/** What was written is neither a whole telephone number nor an e-mail address. */
public final class NotASubject extends RuntimeException {
  private final String code;

  NotASubject(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** {@code half_number} or {@code malformed}. */
  public String code() {
    return code;
  }
}
