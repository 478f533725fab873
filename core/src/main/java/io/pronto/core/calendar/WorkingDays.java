package io.pronto.core.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Counts in working days: Mondays to Fridays that are no public holiday (in France the "jours
 * ouvrés").
 *
 * @param zone where a day begins and ends
 */
public record WorkingDays(Holidays holidays, ZoneId zone) {
  /** Those of France, by the clock of Paris. */
  public static final WorkingDays FRANCE =
      new WorkingDays(Holidays.of("FR"), ZoneId.of("Europe/Paris"));

  private static final int MOST = 10_000;

  /** Whether work is done on {@code date}. */
  public boolean includes(LocalDate date) {
    return date.getDayOfWeek() != DayOfWeek.SATURDAY
        && date.getDayOfWeek() != DayOfWeek.SUNDAY
        && !holidays.isHoliday(date);
  }

  /** {@code date} if it is a working day, or else the next that is. */
  public LocalDate onOrAfter(LocalDate date) {
    var day = date;
    while (!includes(day)) {
      day = day.plusDays(1);
    }
    return day;
  }

  /**
   * The {@code days}-th working day after {@code from}, which does not count itself; with 0, {@code
   * from} as it is.
   *
   * @param days 0 to 10,000
   */
  public LocalDate plus(LocalDate from, int days) {
    return step(from, days, 1);
  }

  /** The {@code days}-th working day before {@code from}, as {@link #plus} the other way. */
  public LocalDate minus(LocalDate from, int days) {
    return step(from, days, -1);
  }

  private LocalDate step(LocalDate from, int days, int direction) {
    if (days < 0 || days > MOST) {
      throw new IllegalArgumentException("Working days are counted from 0 to " + MOST);
    }
    var day = from;
    for (int left = days; left > 0; ) {
      day = day.plusDays(direction);
      if (includes(day)) {
        left--;
      }
    }
    return day;
  }

  /** How many working days there are after {@code from}, up to and including {@code to}. */
  public int count(LocalDate from, LocalDate to) {
    return (int) from.plusDays(1).datesUntil(to.plusDays(1)).filter(this::includes).count();
  }

  /** The date on which {@code moment} falls in {@link #zone}. */
  public LocalDate date(Instant moment) {
    return LocalDate.ofInstant(moment, zone);
  }

  /**
   * When the clock of {@link #zone} shows {@code time} on {@code date}. A time that the clock jumps
   * over in spring is as much later as it jumps; one that it shows twice in autumn is the second,
   * so that nobody's deadline ends an hour early.
   */
  public Instant at(LocalDate date, LocalTime time) {
    return ZonedDateTime.of(date, time, zone).withLaterOffsetAtOverlap().toInstant();
  }

  /**
   * The end of a term of {@code days} working days that begins at {@code from}, at {@code time}.
   */
  public Instant deadline(Instant from, int days, LocalTime time) {
    return at(plus(date(from), days), time);
  }
}
