package io.pronto.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HolidaysTest {
  /**
   * The dates that the Bureau des longitudes and Meeus print; the earliest and latest among them.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1598-03-22", "1818-03-22", "1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19",
        "2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20",
        "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2038-04-25",
        "2076-04-19", "2285-03-22", "4200-04-20"
      })
  void easterFallsWhereTheTablesSay(LocalDate sunday) {
    assertThat(Easter.sunday(sunday.getYear())).isEqualTo(sunday);
  }

  @Test
  void easterIsASundayFrom22MarchTo25AprilInEveryYear() {
    for (int year = 1583; year < 10_000; year++) {
      var sunday = Easter.sunday(year);

      assertThat(sunday.getDayOfWeek()).isEqualTo(DayOfWeek.SUNDAY);
      assertThat(sunday).isBetween(LocalDate.of(year, 3, 22), LocalDate.of(year, 4, 25));
    }
  }

  @Test
  void theYear2026HasTheElevenFrenchHolidaysOfTheOfficialList() {
    assertThat(Holidays.of("FR").in(2026))
        .extracting(holiday -> holiday.date().toString())
        .containsExactly(
            "2026-01-01",
            "2026-04-06",
            "2026-05-01",
            "2026-05-08",
            "2026-05-14",
            "2026-05-25",
            "2026-07-14",
            "2026-08-15",
            "2026-11-01",
            "2026-11-11",
            "2026-12-25");
  }

  @Test
  void alsaceAndMoselleHaveTwoMore() {
    var there = Holidays.alsaceMoselle();

    assertThat(there.in(2026))
        .hasSize(13)
        .contains(
            new Holiday(LocalDate.of(2026, 4, 3), "Vendredi saint"),
            new Holiday(LocalDate.of(2026, 12, 26), "Saint-Étienne"));
    assertThat(Holidays.of("FR").isHoliday(LocalDate.of(2026, 4, 3))).isFalse();
    assertThat(there.isHoliday(LocalDate.of(2026, 4, 3))).isTrue();
  }

  @Test
  void italyHasItsOwnAndSaintFrancisSince2026() {
    var italy = Holidays.of("IT");

    assertThat(italy.on(LocalDate.of(2026, 6, 2)).orElseThrow().name())
        .isEqualTo("Festa della Repubblica");
    assertThat(italy.isHoliday(LocalDate.of(2026, 4, 6))).isTrue();
    assertThat(italy.isHoliday(LocalDate.of(2026, 5, 14))).isFalse();
    assertThat(italy.isHoliday(LocalDate.of(2025, 10, 4))).isFalse();
    assertThat(italy.isHoliday(LocalDate.of(2026, 10, 4))).isTrue();
    assertThat(italy.in(2026)).hasSize(13);
    assertThat(italy.in(2025)).hasSize(12);
  }

  @Test
  void ofAnyOtherCountryItKnowsNone() {
    for (var country : List.of("DE", "BE", "ZZ", "")) {
      assertThat(Holidays.of(country).in(2026)).isEmpty();
    }
  }

  @Test
  void twoHolidaysThatMeetAreBothNamedInTheYear() {
    // Ascension fell on 8 May in 1986 and 1997, on 1 May in 2008
    assertThat(Holidays.of("FR").in(2008))
        .extracting(Holiday::name)
        .contains("Ascension", "Fête du Travail");
    assertThat(Holidays.of("FR").isHoliday(LocalDate.of(2008, 5, 1))).isTrue();
  }
}
