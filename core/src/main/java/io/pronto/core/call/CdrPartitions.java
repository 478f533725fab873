package io.pronto.core.call;

import io.pronto.core.Rounds;
import io.pronto.core.db.Database;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * Makes the partitions of table {@code cdr} ahead of time: one for each month, the present one and
 * the two after it, looked after every hour. Should one be missing all the same, records go to the
 * default partition until it is made.
 */
public final class CdrPartitions implements AutoCloseable {
  private static final int MONTHS_AHEAD = 2;
  private static final Duration PAUSE = Duration.ofHours(1);

  private final Rounds rounds;

  /** Looks after those of {@code database} until closed; the first time at once. */
  public CdrPartitions(Database database) {
    rounds =
        Rounds.start(
            "cdr-partitions",
            "Partitions of the call records were not made",
            PAUSE,
            () -> prepare(database, LocalDate.now(ZoneOffset.UTC)));
  }

  /** Makes what is missing from the month of {@code today}, a day in UTC, on. */
  static void prepare(Database database, LocalDate today) {
    for (int ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
      var month = YearMonth.from(today).plusMonths(ahead).atDay(1);
      database.asStranger(tx -> tx.one("select open_cdr_month($1)", month));
    }
  }

  /** Stops looking after them. */
  @Override
  public void close() {
    rounds.close();
  }
}
