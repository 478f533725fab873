package io.pronto.core.fraud;

import io.pronto.core.call.HangupCause;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A call of the past, to the outside.
 *
 * @param userId who made it; empty for nobody in particular
 * @param deviceId by which device; empty likewise
 * @param talked zero without an answer
 * @param failed whether nobody has the number
 */
record PastCall(
    String call,
    String userId,
    String deviceId,
    String number,
    Instant at,
    Duration talked,
    boolean failed) {
  static PastCall read(Row row) {
    return new PastCall(
        row.getString("id"),
        Optional.ofNullable(row.getString("caller_user_id")).orElse(""),
        Optional.ofNullable(row.getString("caller_device_id")).orElse(""),
        row.getString("called_number"),
        row.getOffsetDateTime("started_at").toInstant(),
        Duration.ofSeconds(
            row.getOffsetDateTime("answered_at") == null
                ? 0
                : Math.max(1, row.getInteger("talked"))),
        isNobodys(row.getString("cause")));
  }

  /** The minutes that were begun. */
  long minutes() {
    return Math.ceilDiv(talked.toSeconds(), 60);
  }

  /** Whether a call that ends so was to a number that nobody has. */
  static boolean isNobodys(String cause) {
    return switch (HangupCause.of(cause)) {
      case UNALLOCATED_NUMBER, UNASSIGNED_NUMBER, INVALID_NUMBER -> true;
      default -> false;
    };
  }
}
