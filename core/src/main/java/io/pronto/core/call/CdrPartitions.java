package io.pronto.core.call;

import io.pronto.core.db.Database;
import io.pronto.core.db.DatabaseUnavailable;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the partitions of table {@code cdr} ahead of time: one for each month, the present one and
 * the two after it, looked after once a day. Should one be missing all the same, records go to the
 * default partition until it is made.
 */
public final class CdrPartitions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CdrPartitions.class);
  private static final int MONTHS_AHEAD = 2;
  private static final Duration DAILY = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Database database;
  private final Thread keeper;

  /** Looks after those of {@code database} until closed; the first time at once. */
  public CdrPartitions(Database database) {
    this.database = database;
    keeper = Thread.ofVirtual().name("cdr-partitions").start(this::keepUntilClosed);
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
    keeper.interrupt();
  }

  private void keepUntilClosed() {
    try {
      while (true) {
        Thread.sleep(keep());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration keep() {
    try {
      prepare(database, LocalDate.now(ZoneOffset.UTC));
      return DAILY;
    } catch (DatabaseUnavailable away) {
      return SOON;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("A partition of the call records could not be made");
      return DAILY;
    }
  }
}
