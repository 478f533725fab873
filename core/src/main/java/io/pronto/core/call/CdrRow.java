package io.pronto.core.call;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Reads a row of table {@code cdr} column by column: a list is read fifty at a time, and through
 * JSON it would cost PostgreSQL more than finding them.
 */
final class CdrRow {
  private CdrRow() {}

  static StoredCdr read(Row row) {
    var cdr =
        new CallDetailRecord(
            new CallId(row.getString("id")),
            text(row, "organisation_id").map(OrganisationId::new),
            CallDetailRecord.Direction.of(row.getString("direction")),
            caller(row),
            called(row),
            time(row, "started_at").orElseThrow(),
            time(row, "ringing_at"),
            time(row, "answered_at"),
            time(row, "ended_at"),
            text(row, "cause").map(HangupCause::of),
            row.getInteger("sip_status"),
            row.getString("ended_by"),
            List.of(row.getArrayOfStrings("diversions")),
            List.of(),
            List.of(),
            row.getString("node"));
    return new StoredCdr(
        cdr,
        row.getString("legs_json"),
        List.of(row.getArrayOfStrings("recording_ids")),
        row.getLocalDate("delete_after"));
  }

  private static CallDetailRecord.Party caller(Row row) {
    return new CallDetailRecord.Party(
        row.getString("caller_number"),
        row.getString("caller_name"),
        text(row, "caller_user_id"),
        text(row, "caller_device_id"),
        text(row, "caller_trunk_id"));
  }

  private static CallDetailRecord.Party called(Row row) {
    return new CallDetailRecord.Party(
        row.getString("called_number"),
        row.getString("called_name"),
        text(row, "called_user_id"),
        text(row, "called_device_id"),
        text(row, "called_trunk_id"));
  }

  private static Optional<String> text(Row row, String column) {
    return Optional.ofNullable(row.getString(column));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
