package io.pronto.core.call;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * The months, by UTC, in which calls of these days began: at least the last week, and more than a
 * day ahead for clocks that are ahead of ours.
 *
 * @param from the first moment of the first
 * @param to the first moment after the last
 */
record RecentMonths(Instant from, Instant to) {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration DAY = Duration.ofDays(1);

  /** A call has its id this much before its beginning at most. */
  private static final Duration APART = Duration.ofMinutes(1);

  static RecentMonths at(Instant now) {
    return new RecentMonths(begin(now.minus(WEEK), 0), begin(now.plus(DAY), 1));
  }

  private static Instant begin(Instant time, int later) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC))
        .plusMonths(later)
        .atDay(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }

  /** As a condition of literals, by which PostgreSQL knows while it plans what it need not open. */
  String sql(String column) {
    return "%s >= '%s' and %s < '%s'".formatted(column, from, column, to);
  }

  /**
   * Whether no call that began before {@link #from} can have a greater id than one at {@code time}.
   */
  boolean holds(Instant time) {
    return time.isAfter(from.plus(APART));
  }
}
