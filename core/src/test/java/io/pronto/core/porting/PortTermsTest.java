package io.pronto.core.porting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.porting.PortRefused.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class PortTermsTest {
  private static final Instant ASKED = Instant.parse("2026-12-17T10:00:00Z");

  @Test
  void aBusinessWaitsSevenWorkingDaysAtMostAndThreeFromJuly2027() {
    // Thursday 17 December 2026: Christmas and a weekend are between
    assertThat(PortTerms.due(ASKED, LocalDate.of(2026, 12, 18))).isEqualTo("2026-12-29T23:00:00Z");
    assertThat(PortTerms.due(Instant.parse("2027-06-30T10:00:00Z"), LocalDate.of(2027, 7, 1)))
        .isEqualTo("2027-07-09T22:00:00Z");
    assertThat(PortTerms.due(Instant.parse("2027-07-01T10:00:00Z"), LocalDate.of(2027, 7, 2)))
        .isEqualTo("2027-07-06T22:00:00Z");
  }

  @Test
  void whoWantsALaterDayWaitsForThatDay() {
    assertThat(PortTerms.due(ASKED, LocalDate.of(2027, 1, 15))).isEqualTo("2027-01-15T23:00:00Z");
  }

  @Test
  void aSwitchIsCancelledUntilFourInTheAfternoonOfTheWorkingDayBefore() {
    var monday = PortTerms.at(LocalDate.of(2026, 12, 28), LocalTime.of(8, 0));

    assertThat(monday).isEqualTo("2026-12-28T07:00:00Z");
    assertThat(PortTerms.cancelUntil(monday)).isEqualTo("2026-12-24T15:00:00Z");
  }

  @Test
  void theDayAfterTheClocksChangeIsAsLongAsAnyOther() {
    var monday = PortTerms.at(LocalDate.of(2026, 3, 30), LocalTime.of(8, 0));

    assertThat(monday).isEqualTo("2026-03-30T06:00:00Z");
    assertThat(PortTerms.cancelUntil(monday)).isEqualTo("2026-03-27T15:00:00Z");
    assertThat(PortTerms.cancelUntil(PortTerms.at(LocalDate.of(2026, 10, 26), LocalTime.of(8, 0))))
        .isEqualTo("2026-10-23T14:00:00Z");
  }

  @Test
  void theAlarmComesAWorkingDayBefore() {
    assertThat(PortTerms.near(Instant.parse("2026-12-28T23:00:00Z")))
        .isEqualTo("2026-12-23T23:00:00Z");
  }

  @Test
  void nobodyPortsTodayNorOnHolidaysNorInAYear() {
    refused(LocalDate.of(2026, 12, 17), Reason.TOO_EARLY);
    refused(LocalDate.of(2026, 12, 25), Reason.NOT_A_WORKING_DAY);
    refused(LocalDate.of(2026, 12, 26), Reason.NOT_A_WORKING_DAY);
    refused(LocalDate.of(2027, 12, 17), Reason.TOO_LATE);
    PortTerms.requireDay(LocalDate.of(2026, 12, 18), ASKED);
  }

  private static void refused(LocalDate day, Reason reason) {
    assertThatThrownBy(() -> PortTerms.requireDay(day, ASKED))
        .isInstanceOfSatisfying(
            PortRefused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
