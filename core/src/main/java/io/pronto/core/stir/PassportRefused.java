package io.pronto.core.stir;

/** A PASSporT that proves nothing. */
public final class PassportRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** Says what is wrong with it, and what in particular. */
  public PassportRefused(Fault fault, String message) {
    super(message, null, false, false);
    this.fault = fault;
  }

  /** What is wrong with it. */
  public Fault fault() {
    return fault;
  }
}
