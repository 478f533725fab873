package io.pronto.core.hours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.hours.LocalMoment.Clock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private final Schedule office =
      schedule(
          List.of(
              new WeeklySpan(DayOfWeek.MONDAY, new TimeSpan(540, 750)),
              new WeeklySpan(DayOfWeek.MONDAY, new TimeSpan(840, 1080)),
              new WeeklySpan(DayOfWeek.THURSDAY, new TimeSpan(540, 1080)),
              new WeeklySpan(DayOfWeek.SATURDAY, new TimeSpan(1320, 1440)),
              new WeeklySpan(DayOfWeek.SUNDAY, new TimeSpan(0, 240))),
          List.of(
              new ExceptionalDay(
                  LocalDate.of(2026, 12, 24), "Christmas Eve", List.of(new TimeSpan(540, 720))),
              new ExceptionalDay(
                  LocalDate.of(2026, 5, 25), "We work", List.of(new TimeSpan(0, 1440))),
              new ExceptionalDay(LocalDate.of(2026, 6, 1), "", List.of())),
          Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T08:59, false, HOURS, a minute early",
    "2026-11-23T09:00, true, HOURS, on the minute",
    "2026-11-23T12:30, false, HOURS, the first minute of the break",
    "2026-11-23T14:00, true, HOURS, after the break",
    "2026-11-24T10:00, false, HOURS, a day without hours",
    "2026-11-28T23:59, true, HOURS, to midnight",
    "2026-11-29T00:00, true, HOURS, from midnight on",
    "2026-04-06T10:00, false, HOLIDAY, Easter Monday",
    "2027-03-29T10:00, false, HOLIDAY, Easter Monday of another year",
    "2026-05-14T10:00, false, HOLIDAY, Ascension",
    "2026-05-25T10:00, true, EXCEPTION, Whit Monday on which we work",
    "2026-12-24T10:00, true, EXCEPTION, the morning of an exceptional day",
    "2026-12-24T15:00, false, EXCEPTION, its afternoon",
    "2026-06-01T10:00, false, EXCEPTION, an exceptional day that is closed"
  })
  void itIsOpenAsItSays(String local, boolean open, Opening.By by, String why) {
    var opening = office.at(LocalMoment.of(local, PARIS).orElseThrow().at());

    assertThat(opening.open()).as(why).isEqualTo(open);
    assertThat(opening.by()).as(why).isEqualTo(by);
  }

  @ParameterizedTest
  @CsvSource({
    // clocks go from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC
    "2026-03-29T00:59:00Z, 01:59, true",
    "2026-03-29T01:00:00Z, 03:00, true",
    "2026-03-29T01:59:00Z, 03:59, true",
    "2026-03-29T02:00:00Z, 04:00, false",
    // and from 03:00 back to 02:00 on 25 October 2026, at 01:00 UTC
    "2026-10-25T00:30:00Z, 02:30, true",
    "2026-10-25T01:30:00Z, 02:30, true",
    "2026-10-25T02:59:00Z, 03:59, true",
    "2026-10-25T03:00:00Z, 04:00, false"
  })
  void onTheDaysOnWhichClocksChangeTheWallClockCounts(Instant at, String shown, boolean open) {
    var opening = office.at(at);

    assertThat(opening.local().toLocalTime()).hasToString(shown);
    assertThat(opening.open()).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-29T02:30, SKIPPED, 2026-03-29T01:30:00Z",
    "2026-10-25T02:30, REPEATED, 2026-10-25T00:30:00Z",
    "2026-10-25T02:30:00+01:00, PLAIN, 2026-10-25T01:30:00Z",
    "2026-07-14T12:00, PLAIN, 2026-07-14T10:00:00Z"
  })
  void aLocalTimeMayNotExistOrExistTwice(String text, Clock clock, Instant at) {
    var moment = LocalMoment.of(text, PARIS).orElseThrow();

    assertThat(moment.clock()).isEqualTo(clock);
    assertThat(moment.at()).isEqualTo(at);
    assertThat(LocalMoment.of("2026-02-30T10:00", PARIS)).isEmpty();
  }

  @Test
  void aHandOnTheSwitchHoldsUntilItsTime() {
    var until = Instant.parse("2026-11-23T11:00:00Z");
    var closed =
        schedule(office.hours(), List.of(), Optional.of(new Switch(false, Optional.of(until))));
    var open = schedule(List.of(), List.of(), Optional.of(new Switch(true, Optional.empty())));

    assertThat(closed.at(until.minusMillis(1)).by()).isEqualTo(Opening.By.SWITCH);
    assertThat(closed.at(until.minusMillis(1)).open()).isFalse();
    assertThat(closed.at(until).open()).isTrue();
    assertThat(open.at(Instant.parse("2030-12-25T03:00:00Z")).open()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "18:00, 09:00, not_after_from",
    "09:00, 09:00, not_after_from",
    "12:00, 15:00, overlaps"
  })
  void hoursThatCannotBeAreRefused(String from, String to, String code) {
    var hours = new JsonArray().add(span("09:00", "13:00")).add(span(from, to));

    assertThatThrownBy(() -> ScheduleJson.hours(hours))
        .isInstanceOfSatisfying(
            ScheduleFault.class,
            fault -> {
              assertThat(fault.code()).isEqualTo(code);
              assertThat(fault.pointer()).startsWith("/hours/1");
            });
  }

  private static JsonObject span(String from, String to) {
    return new JsonObject().put("day", "monday").put("from", from).put("to", to);
  }

  private static Schedule schedule(
      List<WeeklySpan> hours, List<ExceptionalDay> exceptions, Optional<Switch> override) {
    return new Schedule(
        "sch_1", "Office", PARIS, hours, HolidayCalendar.FR, exceptions, override, Instant.EPOCH);
  }
}
