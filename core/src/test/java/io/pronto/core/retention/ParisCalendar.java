package io.pronto.core.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Days in Paris, reckoned by java.time and not by the database. */
final class ParisCalendar {
  static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private ParisCalendar() {}

  /** That hour of that day; one that does not come is the hour after it. */
  static Instant at(LocalDate day, String hour) {
    return day.atTime(LocalTime.parse(hour)).atZone(PARIS).toInstant();
  }

  static LocalDate day(Instant time) {
    return time.atZone(PARIS).toLocalDate();
  }

  /** An hour that does not come, or comes twice, is taken as winter's: as PostgreSQL does. */
  static Instant later(Instant since, Period period) {
    var local = since.atZone(PARIS).toLocalDateTime().plus(period);
    var offsets = PARIS.getRules().getValidOffsets(local);
    return offsets.size() == 1
        ? local.toInstant(offsets.getFirst())
        : local.toInstant(ZoneOffset.ofHours(1));
  }
}
