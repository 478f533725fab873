package io.pronto.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentMonthsTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-24T12:00:00Z, 2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z",
    "2026-12-03T12:00:00Z, 2026-11-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "2026-12-08T00:00:00Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "2026-12-31T00:00:00Z, 2026-12-01T00:00:00Z, 2027-02-01T00:00:00Z"
  })
  void theyAreThoseOfAWeekAgoAndOfTomorrow(Instant now, Instant from, Instant to) {
    assertThat(RecentMonths.at(now)).isEqualTo(new RecentMonths(from, to));
  }

  @ParameterizedTest
  @CsvSource({"2026-11-01T00:01:00Z, false", "2026-11-01T00:01:01Z, true"})
  void whatBeganNearTheTurnOfTheMonthIsNotSurelyTheNewest(Instant time, boolean holds) {
    assertThat(RecentMonths.at(Instant.parse("2026-11-24T12:00:00Z")).holds(time)).isEqualTo(holds);
  }
}
