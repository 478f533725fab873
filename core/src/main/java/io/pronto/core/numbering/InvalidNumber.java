package io.pronto.core.numbering;

/** A text that is no telephone number. */
public final class InvalidNumber extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Says what a number looks like. */
  public InvalidNumber(String message) {
    super(message);
  }
}
