package io.pronto.core.identity;

/** A certificate, key or revocation list that cannot be used; the message says why. */
public final class BadCredential extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  BadCredential(String field, String message) {
    super(message, null, false, false);
    this.field = field;
  }

  /** Which of what was given it is: {@code chain}, {@code private_key}, … */
  public String field() {
    return field;
  }
}
