package io.pronto.core.subprocessor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.calendar.WorkingDays;
import java.time.Instant;
import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticePeriodTest {
  @ParameterizedTest
  @CsvSource({
    "an ordinary month,   2026-03-02, 2026-03-16, 2026-03-17",
    "Easter Monday,       2026-03-27, 2026-04-13, 2026-04-14",
    "the holidays of May, 2026-04-29, 2026-05-18, 2026-05-19",
    "Whit Monday,         2026-05-18, 2026-06-02, 2026-06-03",
    "All Saints,          2027-10-29, 2027-11-16, 2027-11-17",
    "Christmas,           2026-12-23, 2027-01-08, 2027-01-09",
    "given on a Sunday,   2026-06-07, 2026-06-19, 2026-06-20"
  })
  void tenWorkingDaysLieBetween(
      String over, LocalDate notice, LocalDate objectionsUntil, LocalDate earliest) {
    var period = new NoticePeriod(notice);

    assertThat(period.objectionsUntil()).as(over).isEqualTo(objectionsUntil);
    assertThat(period.earliestEffect()).as(over).isEqualTo(earliest);
    assertThat(NoticePeriod.between(notice, earliest)).as(over).isEqualTo(10);
    assertThat(NoticePeriod.between(notice, earliest.minusDays(1))).as(over).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-15T22:59:59Z, 2026-01-15",
    "2026-01-15T23:00:00Z, 2026-01-16",
    "2026-03-28T23:00:00Z, 2026-03-29",
    "2026-03-29T21:59:59Z, 2026-03-29",
    "2026-03-29T22:00:00Z, 2026-03-30",
    "2026-10-24T22:00:00Z, 2026-10-25",
    "2026-10-25T22:59:59Z, 2026-10-25",
    "2026-10-25T23:00:00Z, 2026-10-26",
    "2026-12-31T23:30:00Z, 2027-01-01"
  })
  void theDayOfTheNoticeIsThatOfParis(Instant given, LocalDate day) {
    assertThat(NoticePeriod.from(given).announcedOn()).isEqualTo(day);
  }

  @Property
  void noEarlierDayHasTenBetweenAndEveryLaterOneHas(@ForAll @IntRange(max = 20_000) int day) {
    var notice = LocalDate.of(2000, 1, 1).plusDays(day);
    var earliest = new NoticePeriod(notice).earliestEffect();

    int between = 0;
    for (var at = notice.plusDays(1); at.isBefore(earliest); at = at.plusDays(1)) {
      assertThat(between).isLessThan(10);
      between += WorkingDays.FRANCE.includes(at) ? 1 : 0;
    }
    assertThat(between).isEqualTo(10);
  }
}
