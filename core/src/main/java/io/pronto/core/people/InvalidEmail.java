package io.pronto.core.people;

/** A text that is no e-mail address of an account. The message says why, and what is wanted. */
public final class InvalidEmail extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String code;

  InvalidEmail(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The reason, for programs. */
  public String code() {
    return code;
  }
}
