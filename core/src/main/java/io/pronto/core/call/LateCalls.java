package io.pronto.core.call;

import io.pronto.core.completeness.CallDay;
import io.pronto.core.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Calls whose records are written when the day on which they began is over: long ones, and those
 * that have waited on a disk. Their day may be sealed by then, and they are sealed by themselves.
 */
final class LateCalls {
  /** A day is sealed an hour later than that: clocks of servers may differ by as much. */
  private static final Duration AFTER = Duration.ofHours(1);

  private LateCalls() {}

  /** Notes, in the transaction that writes them at {@code now}, those of {@code cdrs} that are. */
  static void note(Tx tx, List<CallDetailRecord> cdrs, Instant now) {
    var open = CallDay.start(CallDay.of(now.minus(AFTER)));
    var late = cdrs.stream().filter(cdr -> cdr.startedAt().isBefore(open)).toList();
    if (!late.isEmpty()) {
      tx.query(
          "select note_late_calls($1, $2)",
          late.stream().map(cdr -> cdr.id().value()).toArray(String[]::new),
          late.stream()
              .map(cdr -> cdr.startedAt().atOffset(ZoneOffset.UTC))
              .toArray(OffsetDateTime[]::new));
    }
  }
}
