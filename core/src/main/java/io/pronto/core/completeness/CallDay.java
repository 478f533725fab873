package io.pronto.core.completeness;

import io.pronto.core.db.Database;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A day of calls, by Europe/Paris: those that began on it. */
public final class CallDay {
  private static final ZoneId ZONE = ZoneId.of("Europe/Paris");

  /** Records of calls are kept for so long (CPCE art. R.10-13). */
  private static final int MONTHS = 12;

  /** So much is counted at a time: some 20 µs for each record. */
  private static final Duration STEP = Duration.ofMinutes(30);

  private CallDay() {}

  /** The day of {@code time}. */
  public static LocalDate of(Instant time) {
    return time.atZone(ZONE).toLocalDate();
  }

  /** When {@code day} begins. */
  public static Instant start(LocalDate day) {
    return day.atStartOfDay(ZONE).toInstant();
  }

  /** When {@code day} is over. */
  static Instant end(LocalDate day) {
    return start(day.plusDays(1));
  }

  /** Whether law has the calls of {@code day} deleted before {@code today}. */
  static boolean isGone(LocalDate day, LocalDate today) {
    return day.plusMonths(MONTHS).isBefore(today);
  }

  /** What there is of {@code day}, but for what came late and is not sealed yet. */
  static CallTally count(Database database, Buffer secret, LocalDate day) {
    var end = end(day);
    var all = CallTally.NONE;
    for (var from = start(day); from.isBefore(end); from = from.plus(STEP)) {
      all = all.plus(count(database, secret, from, from.plus(STEP)));
    }
    return all;
  }

  private static CallTally count(Database database, Buffer secret, Instant from, Instant before) {
    return database.asStranger(
        tx ->
            tx.one(
                    "select * from count_call_records($1, $2, $3)",
                    from.atOffset(ZoneOffset.UTC),
                    before.atOffset(ZoneOffset.UTC),
                    secret)
                .map(CallTally::of)
                .orElseThrow());
  }
}
