package io.pronto.core.db;

/**
 * A row that contradicts another: a unique, exclusion or foreign key constraint refused it, and the
 * whole transaction with it.
 */
public final class Conflict extends RuntimeException {
  private final String constraint;

  Conflict(String constraint, Throwable cause) {
    super("Refused by " + constraint, cause);
    this.constraint = constraint;
  }

  /** The constraint that refused, as the schema names it. */
  public String constraint() {
    return constraint;
  }
}
