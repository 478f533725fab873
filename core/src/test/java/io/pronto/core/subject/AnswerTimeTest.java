package io.pronto.core.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTimeTest {
  @ParameterizedTest
  @CsvSource({
    // received, one month, three months
    "2026-01-15T12:00:00Z, 2026-02-16, 2026-04-15", // a Sunday: Monday
    "2026-01-31T12:00:00Z, 2026-03-02, 2026-04-30", // no 31 February, whose 28th is a Saturday
    "2026-04-01T12:00:00Z, 2026-05-04, 2026-07-01", // 1 May is a holiday, and a weekend follows
    "2026-03-06T12:00:00Z, 2026-04-07, 2026-06-08", // Easter Monday, and a Saturday
    "2026-02-27T23:30:00Z, 2026-03-30, 2026-05-28", // it is the 28th in Paris: a Saturday follows
    "2027-11-25T10:00:00Z, 2027-12-27, 2028-02-25" // Christmas is a Saturday
  })
  void itEndsOnTheSameDateOrTheNextWorkingDay(Instant received, LocalDate usual, LocalDate later) {
    assertThat(AnswerTime.usual(received)).isEqualTo(usual);
    assertThat(AnswerTime.extended(received)).isEqualTo(later);
  }
}
