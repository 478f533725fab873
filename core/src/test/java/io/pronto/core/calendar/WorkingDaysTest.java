package io.pronto.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class WorkingDaysTest {
  private static final WorkingDays DAYS = WorkingDays.FRANCE;

  @Test
  void theWeekendAndEasterMondayAreLeftOut() {
    // Thursday before Easter 2026; Good Friday is worked, Easter Monday is not
    assertThat(DAYS.plus(LocalDate.of(2026, 4, 2), 1)).isEqualTo("2026-04-03");
    assertThat(DAYS.plus(LocalDate.of(2026, 4, 2), 2)).isEqualTo("2026-04-07");
    assertThat(DAYS.minus(LocalDate.of(2026, 4, 7), 1)).isEqualTo("2026-04-03");
  }

  @Test
  void inAMayFullOfHolidaysSevenDaysTakeTwoWeeks() {
    // 8 May is a Friday, Ascension the Thursday after
    assertThat(DAYS.plus(LocalDate.of(2026, 5, 6), 7)).isEqualTo("2026-05-19");
    assertThat(DAYS.count(LocalDate.of(2026, 5, 6), LocalDate.of(2026, 5, 19))).isEqualTo(7);
  }

  @Test
  void inAlsaceGoodFridayIsNotWorked() {
    var alsace = new WorkingDays(Holidays.alsaceMoselle(), DAYS.zone());

    assertThat(alsace.plus(LocalDate.of(2026, 4, 2), 1)).isEqualTo("2026-04-07");
  }

  @Test
  void countingUndoesAdding() {
    var from = LocalDate.of(2026, 12, 20);
    for (int days = 0; days < 600; days++) {
      var to = DAYS.plus(from, days);

      assertThat(DAYS.count(from, to)).isEqualTo(days);
      assertThat(days == 0 || DAYS.includes(to)).isTrue();
    }
  }

  @Test
  void aDayOffLeadsToTheNextThatIsWorked() {
    assertThat(DAYS.onOrAfter(LocalDate.of(2026, 5, 1))).isEqualTo("2026-05-04");
    assertThat(DAYS.onOrAfter(LocalDate.of(2026, 5, 4))).isEqualTo("2026-05-04");
  }

  @Test
  void aDeadlineIsAtTheSameHourOfParisBeforeAndAfterTheClockChanges() {
    var noon = LocalTime.NOON;

    assertThat(DAYS.deadline(Instant.parse("2026-03-27T10:00:00Z"), 0, noon))
        .isEqualTo("2026-03-27T11:00:00Z");
    assertThat(DAYS.deadline(Instant.parse("2026-03-27T10:00:00Z"), 1, noon))
        .isEqualTo("2026-03-30T10:00:00Z");
    assertThat(DAYS.deadline(Instant.parse("2026-10-23T10:00:00Z"), 1, noon))
        .isEqualTo("2026-10-26T11:00:00Z");
  }

  @Test
  void theTermBeginsOnTheDayThatItIsInParis() {
    // 23:30 in UTC of a Sunday is Monday in Paris
    assertThat(DAYS.deadline(Instant.parse("2026-06-07T23:30:00Z"), 1, LocalTime.NOON))
        .isEqualTo("2026-06-09T10:00:00Z");
  }

  @Test
  void anHourThatTheClockSkipsOrShowsTwiceIsTheLaterOne() {
    assertThat(DAYS.at(LocalDate.of(2026, 3, 29), LocalTime.of(2, 30)))
        .isEqualTo("2026-03-29T01:30:00Z");
    assertThat(DAYS.at(LocalDate.of(2026, 10, 25), LocalTime.of(2, 30)))
        .isEqualTo("2026-10-25T01:30:00Z");
  }

  @Test
  void nobodyCountsBackwardsByANegativeNumber() {
    assertThatThrownBy(() -> DAYS.plus(LocalDate.of(2026, 1, 1), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
