package io.pronto.core.call;

import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Reads a row of table {@code cdr} column by column, in the order of {@link CdrStore#SELECT}: a
 * list is read fifty at a time, and to look each column up by its name would cost as much as to
 * decode it.
 */
final class CdrRow {
  private final Row row;
  private int next;

  private CdrRow(Row row) {
    this.row = row;
  }

  static StoredCdr read(Row row) {
    return new CdrRow(row).read();
  }

  private StoredCdr read() {
    var cdr =
        new CallDetailRecord(
            new CallId(text()),
            textIfAny().map(OrganisationId::new),
            CallDetailRecord.Direction.of(text()),
            party(),
            party(),
            time().orElseThrow(),
            time(),
            time(),
            time(),
            textIfAny().map(HangupCause::of),
            row.getInteger(next++),
            text(),
            texts(),
            List.of(),
            List.of(),
            text(),
            List.of());
    return new StoredCdr(
        cdr,
        text(),
        texts(),
        row.getLocalDate(next++),
        row.getBoolean(next++),
        row.getBoolean(next));
  }

  private CallDetailRecord.Party party() {
    return new CallDetailRecord.Party(text(), text(), textIfAny(), textIfAny(), textIfAny());
  }

  private String text() {
    return row.getString(next++);
  }

  private Optional<String> textIfAny() {
    return Optional.ofNullable(text());
  }

  private List<String> texts() {
    return List.of(row.getArrayOfStrings(next++));
  }

  private Optional<Instant> time() {
    return Optional.ofNullable(row.getOffsetDateTime(next++)).map(OffsetDateTime::toInstant);
  }
}
