package io.pronto.core.retention;

/** A rule that cannot be. */
public final class RuleRefused extends RuntimeException {
  private final int index;
  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** Its days are fewer than the operator allows. */
    BELOW_MINIMUM,
    /** Its days are more than the operator, or law, allows. */
    ABOVE_MAXIMUM,
    /** There is no such team, number or user. */
    NOT_FOUND,
    /** An earlier one is about the same. */
    REPEATED
  }

  RuleRefused(int index, Reason reason, String message) {
    super(message);
    this.index = index;
    this.reason = reason;
  }

  /** Which rule of those given, from 0. */
  public int index() {
    return index;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
