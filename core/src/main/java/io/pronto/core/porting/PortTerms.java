package io.pronto.core.porting;

import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.porting.PortRefused.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;

/**
 * By when things must happen in a port, in French working days and by the clock of Paris. The law
 * gives a business's port 7 of them at most, and 3 from 1 July 2027 (CPCE, D406-18, and ARCEP's
 * decision on number portability).
 */
public final class PortTerms {
  /** The hour at which a number changes operator unless another is agreed. */
  public static final LocalTime USUAL_HOUR = LocalTime.of(8, 0);

  private static final LocalDate FASTER_FROM = LocalDate.of(2027, 7, 1);
  private static final int DAYS = 7;
  private static final int DAYS_FASTER = 3;

  /** Longer ahead a date is a typing error, and the RIO will have changed. */
  private static final int MOST_DAYS_AHEAD = 120;

  /** How many working days before the switch the operators' tables are closed. */
  private static final int CANCEL_DAYS = 1;

  private static final LocalTime CANCEL_HOUR = LocalTime.of(16, 0);
  private static final WorkingDays CALENDAR = WorkingDays.FRANCE;

  private PortTerms() {}

  /** How many working days a port that is asked for on {@code asked} may take. */
  static int days(LocalDate asked) {
    return asked.isBefore(FASTER_FROM) ? DAYS : DAYS_FASTER;
  }

  /**
   * By when a port must be done: the end of the last day of the term, or of the day that the
   * customer wants, if that is later.
   */
  static Instant due(Instant asked, LocalDate desired) {
    var today = CALENDAR.date(asked);
    var lawful = CALENDAR.plus(today, days(today));
    var last = lawful.isBefore(desired) ? desired : lawful;
    return CALENDAR.at(last.plusDays(1), LocalTime.MIDNIGHT);
  }

  /** When somebody must be told that {@code due} is near: a working day before. */
  static Instant near(Instant due) {
    var last = CALENDAR.date(due).minusDays(1);
    return CALENDAR.at(CALENDAR.minus(last, 1), LocalTime.MIDNIGHT);
  }

  /** When the clock of Paris shows {@code hour} on {@code day}. */
  static Instant at(LocalDate day, LocalTime hour) {
    return CALENDAR.at(day, hour);
  }

  /** Until when a switch at {@code moment} may be cancelled: 16:00 of the working day before. */
  static Instant cancelUntil(Instant moment) {
    return CALENDAR.at(CALENDAR.minus(CALENDAR.date(moment), CANCEL_DAYS), CANCEL_HOUR);
  }

  /**
   * Checks that a number can change operator on {@code day}.
   *
   * @param now a moment of the day before at the latest
   * @throws PortRefused where it cannot
   */
  static void requireDay(LocalDate day, Instant now) {
    var today = CALENDAR.date(now);
    if (!day.isAfter(today)) {
      throw new PortRefused(
          Reason.TOO_EARLY, "The first day possible is " + CALENDAR.plus(today, 1));
    }
    if (day.isAfter(today.plusDays(MOST_DAYS_AHEAD))) {
      throw new PortRefused(Reason.TOO_LATE, "Is more than " + MOST_DAYS_AHEAD + " days ahead");
    }
    if (!CALENDAR.includes(day)) {
      throw new PortRefused(
          Reason.NOT_A_WORKING_DAY,
          "Numbers are ported on working days; the next one is " + CALENDAR.onOrAfter(day));
    }
  }
}
