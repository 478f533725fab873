package io.pronto.core.subprocessor;

import io.pronto.core.calendar.WorkingDays;
import java.time.Instant;
import java.time.LocalDate;

/**
 * How long before its effect a notice must be given, and how long an organisation may object to it:
 * ten French working days, which are Mondays to Fridays without the eleven public holidays (Code du
 * travail, L3133-1), by the clock of Paris.
 *
 * <p>They are counted as terms of days are (Code de procédure civile, articles 641 and 642): the
 * day of the notice does not count, and the tenth working day after it counts to its midnight. An
 * organisation may object until then; the notice takes effect on the day after, at the earliest. So
 * ten whole working days lie between the two, and nothing takes effect that may still be objected
 * to. A notice on Monday 2 March 2026 may be objected to until Monday 16 March, and takes effect on
 * Tuesday 17 March at the earliest.
 *
 * @param announcedOn the day of the notice
 */
public record NoticePeriod(LocalDate announcedOn) {
  /** How many working days it lasts. */
  public static final int WORKING_DAYS = 10;

  /** That of a notice given at {@code moment}. */
  public static NoticePeriod from(Instant moment) {
    return new NoticePeriod(WorkingDays.FRANCE.date(moment));
  }

  /** The last day on which an organisation may object. */
  public LocalDate objectionsUntil() {
    return WorkingDays.FRANCE.plus(announcedOn, WORKING_DAYS);
  }

  /** The first day on which it may take effect; it may be a Saturday or a holiday. */
  public LocalDate earliestEffect() {
    return objectionsUntil().plusDays(1);
  }

  /** How many whole working days lie between the notice and {@code effect}. */
  public static int between(LocalDate notice, LocalDate effect) {
    return effect.isAfter(notice) ? WorkingDays.FRANCE.count(notice, effect.minusDays(1)) : 0;
  }
}
