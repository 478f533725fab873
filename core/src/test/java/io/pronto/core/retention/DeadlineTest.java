package io.pronto.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deadlines as PostgreSQL reckons them, against the calendar of java.time. */
class DeadlineTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final long FROM = 1_750_000_000L;
  private static final long TO = 2_100_000_000L;

  @ParameterizedTest
  @CsvSource({
    // a call just before and after midnight in Paris, winter and summer
    "2027-01-10T22:59:59Z, 2028-01-10",
    "2027-01-10T23:00:00Z, 2028-01-11",
    "2027-07-10T21:59:59Z, 2028-07-10",
    "2027-07-10T22:00:00Z, 2028-07-11",
    // leap days
    "2028-02-28T12:00:00Z, 2029-02-28",
    "2028-02-29T12:00:00Z, 2029-02-28",
    "2028-03-01T12:00:00Z, 2029-03-01",
    "2027-02-28T12:00:00Z, 2028-02-28",
    "2027-03-01T12:00:00Z, 2028-03-01",
    // the hour that comes twice, and the one that does not come
    "2027-10-31T00:30:00Z, 2028-10-31",
    "2027-10-31T01:30:00Z, 2028-10-31",
    "2028-03-26T01:00:00Z, 2029-03-26",
  })
  void aCallIsKeptThroughTheSameDayAYearLater(String startedAt, LocalDate last) {
    assertThat(lastDay(Instant.parse(startedAt))).isEqualTo(last);
  }

  @Property(tries = 300)
  void noCallIsDueBeforeItsLastDayIsOverAndEveryOneIsThen(
      @ForAll @LongRange(min = FROM, max = TO) long seconds) {
    var started = Instant.ofEpochSecond(seconds);
    var last = lastDay(started);

    assertThat(last).isEqualTo(started.atZone(PARIS).toLocalDate().plusMonths(12));
    assertThat(dueBefore(last)).isBeforeOrEqualTo(started);
    assertThat(dueBefore(last.plusDays(1))).isAfter(started);
  }

  @Example
  void onLeapDaysToo() {
    for (var day = LocalDate.of(2028, 2, 26);
        day.getMonth() != Month.APRIL;
        day = day.plusDays(1)) {
      for (int back = 364; back <= 369; back++) {
        var started = day.minusDays(back).atTime(12, 0).atZone(PARIS).toInstant();
        boolean due = lastDay(started).isBefore(day);
        assertThat(started.isBefore(dueBefore(day))).as(day + " " + started).isEqualTo(due);
      }
    }
  }

  @Property(tries = 300)
  void daysAreThoseOfParisWhateverTheSeason(
      @ForAll @LongRange(min = FROM, max = TO) long seconds,
      @ForAll @IntRange(min = 1, max = 1_826) int days) {
    var started = Instant.ofEpochSecond(seconds);
    var then = started.atZone(PARIS).toLocalDateTime().plus(Period.ofDays(days));

    var deadline = deadline(started, days);

    if (PARIS.getRules().getValidOffsets(then).size() == 1) {
      assertThat(LocalDateTime.ofInstant(deadline, PARIS)).isEqualTo(then);
    } else { // an hour that comes twice, or not at all
      assertThat(Math.abs(ChronoUnit.MINUTES.between(then.atZone(PARIS).toInstant(), deadline)))
          .isLessThanOrEqualTo(60);
    }
  }

  private static LocalDate lastDay(Instant startedAt) {
    return Ground.database()
        .asStranger(tx -> tx.one("select last_day_of_call($1)", RetentionRows.utc(startedAt)))
        .orElseThrow()
        .getLocalDate(0);
  }

  private static Instant dueBefore(LocalDate today) {
    return Ground.database()
        .asStranger(tx -> tx.one("select calls_due_before($1)", today))
        .orElseThrow()
        .getOffsetDateTime(0)
        .toInstant();
  }

  private static Instant deadline(Instant since, int days) {
    return Ground.database()
        .asStranger(
            tx ->
                tx.one(
                    """
                    select retention_deadline($1, make_interval(days => $2), '1 day', '1826 days')
                    """,
                    RetentionRows.utc(since),
                    days))
        .orElseThrow()
        .getOffsetDateTime(0)
        .toInstant();
  }
}
