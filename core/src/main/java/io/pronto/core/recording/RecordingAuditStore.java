package io.pronto.core.recording;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** What audits of recordings came to, kept for 12 months. */
public final class RecordingAuditStore {
  private static final String SELECT =
      """
      select id, day, node, audited_by, audited_at, planned, available, empty, refused, failed,
             deleted, unaccounted, findings
        from recording_audit\
      """;

  private final Database database;

  /** Keeps them in {@code database}. */
  public RecordingAuditStore(Database database) {
    this.database = database;
  }

  /** A page of an organisation's, of every day or one. Their key is their id. */
  public Page<RecordingAudit> page(
      OrganisationId organisation, Optional<LocalDate> day, PageRequest request) {
    return new Listing(SELECT, "id")
        .where("day = ?", day)
        .page(database, organisation, request, RecordingAuditStore::read, RecordingAudit::id);
  }

  /** That of a day at a server, in {@code tx} of the organisation. */
  static Optional<RecordingAudit> find(Tx tx, LocalDate day, String node) {
    return tx.one(SELECT + " where day = $1 and node = $2", day, node)
        .map(RecordingAuditStore::read);
  }

  /** Writes {@code audit} in {@code tx} in place of an earlier one of the same day and server. */
  static void write(Tx tx, RecordingAudit audit) {
    tx.update(
        """
        insert into recording_audit (id, organisation_id, day, node, audited_by, audited_at,
          planned, available, empty, refused, failed, deleted, unaccounted, findings)
        values ($1, acting_organisation(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict on constraint recording_audit_once do update
           set audited_by = excluded.audited_by, audited_at = excluded.audited_at,
               planned = excluded.planned, available = excluded.available,
               empty = excluded.empty, refused = excluded.refused, failed = excluded.failed,
               deleted = excluded.deleted, unaccounted = excluded.unaccounted, findings = excluded.findings
        """,
        audit.id(),
        audit.day(),
        audit.node(),
        audit.auditedBy(),
        audit.auditedAt().atOffset(ZoneOffset.UTC),
        audit.planned(),
        audit.count(Outcome.AVAILABLE),
        audit.count(Outcome.EMPTY),
        audit.count(Outcome.REFUSED),
        audit.count(Outcome.FAILED),
        audit.deleted(),
        audit.unaccounted(),
        audit.findings());
  }

  private static RecordingAudit read(Row row) {
    return new RecordingAudit(
        row.getString("id"),
        row.getLocalDate("day"),
        row.getString("node"),
        row.getString("audited_by"),
        row.getOffsetDateTime("audited_at").toInstant(),
        row.getInteger("planned"),
        Map.of(
            Outcome.AVAILABLE, row.getInteger("available"),
            Outcome.EMPTY, row.getInteger("empty"),
            Outcome.REFUSED, row.getInteger("refused"),
            Outcome.FAILED, row.getInteger("failed")),
        row.getInteger("deleted"),
        row.getInteger("unaccounted"),
        row.getJsonArray("findings"));
  }
}
