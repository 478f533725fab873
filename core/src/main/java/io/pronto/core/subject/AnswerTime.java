package io.pronto.core.subject;

import io.pronto.core.calendar.WorkingDays;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Until when a request is to be answered (GDPR art. 12(3)): within a month of its receipt, and two
 * months more where that is said within the first. The day of receipt does not count; a month ends
 * on the day of the same date, or on its last where it has none, at midnight in Paris; on a
 * Saturday, Sunday or holiday, on the next working day (Regulation 1182/71, art. 3).
 */
public final class AnswerTime {
  private static final int USUAL = 1;
  private static final int EXTENDED = 3;

  private AnswerTime() {}

  /** The last day of a request that came in at {@code received}. */
  public static LocalDate usual(Instant received) {
    return after(received, USUAL);
  }

  /** The same of one that was extended. */
  public static LocalDate extended(Instant received) {
    return after(received, EXTENDED);
  }

  /** Which day it is by that clock. */
  public static LocalDate day(Instant now) {
    return WorkingDays.FRANCE.date(now);
  }

  private static LocalDate after(Instant received, int months) {
    return WorkingDays.FRANCE.onOrAfter(day(received).plusMonths(months));
  }
}
