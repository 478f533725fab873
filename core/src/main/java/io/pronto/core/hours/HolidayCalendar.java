package io.pronto.core.hours;

import io.pronto.core.calendar.Holiday;
import io.pronto.core.calendar.Holidays;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** Which public holidays are kept. */
public enum HolidayCalendar {
  /** None. */
  NONE(Holidays.NONE),
  /** Those of France. */
  FR(Holidays.of("FR")),
  /** Those of Alsace and Moselle. */
  FR_ALSACE_MOSELLE(Holidays.alsaceMoselle()),
  /** Those of Italy. */
  IT(Holidays.of("IT"));

  private final Holidays holidays;

  HolidayCalendar(Holidays holidays) {
    this.holidays = holidays;
  }

  /** The name of the holiday that {@code date} is, in the country's language. */
  public Optional<String> on(LocalDate date) {
    return holidays.on(date).map(Holiday::name);
  }

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static HolidayCalendar of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
