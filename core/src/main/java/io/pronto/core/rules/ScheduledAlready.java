package io.pronto.core.rules;

/** A version is not scheduled, since as many of the number are as can be. */
public final class ScheduledAlready extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says so. */
  public ScheduledAlready() {
    super("As many versions are scheduled as can be", null, false, false);
  }
}
