package io.pronto.core.hours;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * When calls are taken. It is asked about moments, not about local times, so every moment has one
 * answer, on the days too on which clocks change: an hour that does not exist is never open, one
 * that comes twice is open both times.
 *
 * @param id {@code sch_…}
 * @param zone by whose wall clock hours and days are meant
 * @param hours the weekly ones; those of one day do not overlap
 * @param exceptions each date once
 * @param override a hand on the switch, which may have ended by itself
 */
public record Schedule(
    String id,
    String name,
    ZoneId zone,
    List<WeeklySpan> hours,
    HolidayCalendar holidays,
    List<ExceptionalDay> exceptions,
    Optional<Switch> override,
    Instant createdAt) {
  /** Copies the lists. */
  public Schedule {
    hours = List.copyOf(hours);
    exceptions = List.copyOf(exceptions);
  }

  /** Whether calls are taken at {@code at}. */
  public Opening at(Instant at) {
    var local = LocalDateTime.ofInstant(at, zone);
    if (override.isPresent() && override.get().holds(at)) {
      return new Opening(override.get().open(), Opening.By.SWITCH, "", local);
    }
    var date = local.toLocalDate();
    for (var exception : exceptions) {
      if (exception.date().equals(date)) {
        boolean open = exception.open().stream().anyMatch(span -> span.contains(minute(local)));
        return new Opening(open, Opening.By.EXCEPTION, exception.name(), local);
      }
    }
    var holiday = holidays.on(date);
    return holiday.isPresent()
        ? new Opening(false, Opening.By.HOLIDAY, holiday.get(), local)
        : new Opening(isOpen(local), Opening.By.HOURS, "", local);
  }

  /** The same with no hand on the switch. */
  public Schedule withoutOverride() {
    return new Schedule(id, name, zone, hours, holidays, exceptions, Optional.empty(), createdAt);
  }

  private boolean isOpen(LocalDateTime local) {
    var day = local.getDayOfWeek();
    int minute = minute(local);
    for (var weekly : hours) {
      if (weekly.day() == day && weekly.span().contains(minute)) {
        return true;
      }
    }
    return false;
  }

  private static int minute(LocalDateTime local) {
    return local.getHour() * 60 + local.getMinute();
  }
}
