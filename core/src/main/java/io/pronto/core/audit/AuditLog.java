package io.pronto.core.audit;

import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The audit log: what can be asked of it, and what is added to it by hand. */
public final class AuditLog {
  /** What one person does to one recording within this time is one listening. */
  public static final Duration ONE_LISTENING = Duration.ofMinutes(10);

  private static final String SELECT =
      """
      select id, chain, sequence, occurred_at, actor_type, actor_id, actor_email, source,
             request_id, action, subject_id, before, after, hash
        from audit_event\
      """;

  private final Database database;

  /** Reads that of {@code database}. */
  public AuditLog(Database database) {
    this.database = database;
  }

  /**
   * Adds what whoever acts in {@code tx} does, to the chain of the transaction's realm; for what
   * changes no row.
   *
   * @param action what it concerns and what is done: {@code session.opened}
   */
  public static void note(Tx tx, String action, String subjectId) {
    tx.query("select audit_note($1, $2)", action, subjectId);
  }

  /** The same with what there is to tell of it, without secrets. */
  public static void note(Tx tx, String action, String subjectId, JsonObject told) {
    tx.query("select audit_note($1, $2, $3)", action, subjectId, told);
  }

  /** The same in a transaction of its own. */
  public void note(OrganisationId organisation, String action, String subjectId) {
    database.in(organisation, tx -> tx.query("select audit_note($1, $2)", action, subjectId));
  }

  /** The same with what there is to tell of it, without secrets. */
  public void note(OrganisationId organisation, String action, String subjectId, JsonObject told) {
    database.in(
        organisation, tx -> tx.query("select audit_note($1, $2, $3)", action, subjectId, told));
  }

  /**
   * Notes that whoever acts opens what people said: each of {@code subjectIds} once in {@link
   * #ONE_LISTENING} for the same reason, since a player asks for a recording in many pieces. It
   * must be called before anything is shown, and throws where it cannot be noted.
   *
   * @param action {@code recording.heard}, {@code transcript.read} or {@code transcript.followed}
   * @return false, with nothing noted, where the organisation asks for a reason and there is none
   */
  public boolean opened(
      OrganisationId organisation,
      String action,
      List<String> subjectIds,
      Optional<String> reason) {
    return subjectIds.isEmpty()
        || database.in(
            organisation,
            tx ->
                tx.one(
                        "select audit_opening($1, $2, $3, $4) as noted",
                        action,
                        subjectIds.toArray(String[]::new),
                        reason.orElse(null),
                        (double) ONE_LISTENING.toSeconds())
                    .orElseThrow()
                    .getBoolean("noted"));
  }

  /**
   * Notes that somebody was refused who said to be the one of an account, within a transaction of
   * its realm; once a minute from the same place.
   *
   * @param action {@code session.refused}
   * @param subjectId the account, or the organisation where no account is known
   * @param fault what was wrong: {@code password}, {@code code}
   */
  public static void refused(Tx tx, String action, String subjectId, String fault) {
    tx.query("select audit_refusal($1, $2, $3)", action, subjectId, fault);
  }

  /** The same in a transaction of its own. */
  public void refused(OrganisationId organisation, String action, String fault) {
    database.in(
        organisation,
        tx -> tx.query("select audit_refusal($1, $2, $3)", action, organisation.value(), fault));
  }

  /** A page of what concerns {@code organisation}. */
  public Page<AuditEvent> page(
      OrganisationId organisation, AuditFilter filter, PageRequest request) {
    return database.in(organisation, tx -> page(tx, new Listing(SELECT, "id"), filter, request));
  }

  /** A page of what concerns the operator, and of what its staff did to organisations. */
  public Page<AuditEvent> operators(AuditFilter filter, PageRequest request) {
    var theirs = new Listing(SELECT, "id").where("(chain = 'operator' or actor_type = 'operator')");
    return database.asOperator(tx -> page(tx, theirs, filter, request));
  }

  private static Page<AuditEvent> page(
      Tx tx, Listing listing, AuditFilter filter, PageRequest request) {
    return listing
        .where("actor_id = ?", filter.actorId())
        .where("subject_id = ?", filter.subjectId())
        .where("action like ?", filter.action().map(AuditLog::pattern))
        .where("occurred_at >= ?", filter.from().map(AuditLog::utc))
        .where("occurred_at < ?", filter.until().map(AuditLog::utc))
        .page(tx, request, AuditEvent::of, AuditEvent::id);
  }

  private static String pattern(String action) {
    return action.replace("_", "\\_").replace('*', '%');
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
