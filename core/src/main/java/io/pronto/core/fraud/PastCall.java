package io.pronto.core.fraud;

import io.pronto.core.call.HangupCause;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;

/**
 * A call of the past, to the outside.
 *
 * @param userId who made it; empty for nobody in particular
 * @param talked zero without an answer
 * @param failed whether nobody has the number
 */
record PastCall(
    String call, String userId, String number, Instant at, Duration talked, boolean failed) {
  static PastCall read(Row row) {
    var user = row.getString("caller_user_id");
    return new PastCall(
        row.getString("id"),
        user == null ? "" : user,
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
