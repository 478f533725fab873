package io.pronto.core.seal;

/** Something sealed does not open: it was changed since, cut, or sealed by another key. */
public final class BrokenSeal extends RuntimeException {
  /** Says what does not open, and where. */
  public BrokenSeal(String message) {
    super(message);
  }

  BrokenSeal(String message, Throwable cause) {
    super(message, cause);
  }
}
