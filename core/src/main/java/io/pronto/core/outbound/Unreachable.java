package io.pronto.core.outbound;

/** A server that a customer has named is away, may not be called, or answers what it should not. */
public final class Unreachable extends RuntimeException {
  /** Says which server, and why. */
  public Unreachable(String message) {
    super(message, null, false, false);
  }
}
