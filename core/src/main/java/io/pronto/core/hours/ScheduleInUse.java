package io.pronto.core.hours;

/** A schedule is not deleted, since numbers have it. */
public final class ScheduleInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says so. */
  public ScheduleInUse() {
    super("Numbers have the schedule", null, false, false);
  }
}
