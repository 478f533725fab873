package io.pronto.core.hours;

import java.time.LocalDateTime;

/**
 * Whether calls are taken at a moment, and what says so.
 *
 * @param name of the exception or holiday; empty where it has none
 * @param local the moment by the schedule's wall clock
 */
public record Opening(boolean open, By by, String name, LocalDateTime local) {
  /** What decides; the first that has something to say. */
  public enum By {
    /** A hand on the switch. */
    SWITCH,
    /** An exceptional day. */
    EXCEPTION,
    /** A public holiday. */
    HOLIDAY,
    /** The weekly hours. */
    HOURS
  }
}
