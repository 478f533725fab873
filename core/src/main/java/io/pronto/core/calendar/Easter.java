package io.pronto.core.calendar;

import java.time.LocalDate;
import java.time.Year;

/** Easter Sunday, on which half of a year's public holidays hang. */
public final class Easter {
  private Easter() {}

  /**
   * Easter Sunday of {@code year} in the Gregorian calendar: the first Sunday after the first full
   * moon, as the church reckons it, on or after 21 March. The algorithm is the anonymous one
   * (Nature, 1876) that Meeus gives in Astronomical Algorithms, chapter 8; it has no exceptions.
   */
  public static LocalDate sunday(int year) {
    int golden = Math.floorMod(year, 19);
    int century = Math.floorDiv(year, 100);
    int inCentury = Math.floorMod(year, 100);
    int leapCenturies = Math.floorDiv(century, 4);
    int moonDrift = Math.floorDiv(century - Math.floorDiv(century + 8, 25) + 1, 3);
    int epact = Math.floorMod(19 * golden + century - leapCenturies - moonDrift + 15, 30);
    int toSunday =
        Math.floorMod(
            32 + 2 * Math.floorMod(century, 4) + 2 * (inCentury / 4) - epact - inCentury % 4, 7);
    int lateMoon = (golden + 11 * epact + 22 * toSunday) / 451;
    int marchDays = epact + toSunday - 7 * lateMoon + 114;
    return Year.of(year).atMonth(marchDays / 31).atDay(marchDays % 31 + 1);
  }
}
