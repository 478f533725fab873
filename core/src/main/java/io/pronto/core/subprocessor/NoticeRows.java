package io.pronto.core.subprocessor;

import io.pronto.core.db.Tx;
import io.pronto.core.subprocessor.SubprocessorNotice.Change;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Notices as rows. */
final class NoticeRows {
  static final String SELECT =
      """
      select id, subprocessor_id, number, change, name, purpose, countries, location_note,
             safeguard, data_categories, uses, announced_at, objections_until, effective_on
        from subprocessor_notice\
      """;

  private NoticeRows() {}

  static void insert(Tx tx, SubprocessorNotice notice) {
    var details = notice.details();
    tx.update(
        """
        insert into subprocessor_notice (id, subprocessor_id, number, change, name, purpose,
          countries, location_note, safeguard, data_categories, uses, announced_at,
          objections_until, effective_on)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """,
        notice.id(),
        notice.subprocessorId(),
        notice.number(),
        notice.change().code(),
        details.name(),
        details.purpose(),
        details.countries().toArray(String[]::new),
        details.locationNote(),
        details.safeguard().code(),
        details.categories().stream().map(DataCategory::code).toArray(String[]::new),
        details.uses().stream().map(Use::code).toArray(String[]::new),
        notice.announcedAt().atOffset(ZoneOffset.UTC),
        notice.objectionsUntil().orElse(null),
        notice.effectiveOn());
  }

  static SubprocessorNotice notice(Row row) {
    return notice(row, "id");
  }

  /** One whose id is in the column {@code id}, since the row is of something else as well. */
  static SubprocessorNotice notice(Row row, String id) {
    return new SubprocessorNotice(
        row.getString(id),
        row.getString("subprocessor_id"),
        row.getInteger("number"),
        Change.of(row.getString("change")),
        new Details(
            row.getString("name"),
            row.getString("purpose"),
            List.of(row.getArrayOfStrings("countries")),
            row.getString("location_note"),
            Safeguard.of(row.getString("safeguard")),
            Stream.of(row.getArrayOfStrings("data_categories")).map(DataCategory::of).toList(),
            Stream.of(row.getArrayOfStrings("uses")).map(Use::of).toList()),
        row.getOffsetDateTime("announced_at").toInstant(),
        Optional.ofNullable(row.getLocalDate("objections_until")),
        row.getLocalDate("effective_on"));
  }
}
