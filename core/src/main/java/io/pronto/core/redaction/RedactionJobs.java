package io.pronto.core.redaction;

import io.pronto.core.db.Database;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Work;
import io.pronto.core.event.Outbox;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.Replacement.Made;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The recordings that one server has to rewrite, or whose old files it has to destroy, across
 * organisations. Whoever claims one has it until the lease ends; what comes later than that changes
 * nothing.
 */
final class RedactionJobs {
  private static final Duration LEASE = Duration.ofMinutes(10);

  /** The pause after a first failure; it doubles with each, up to an hour. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Duration LONGEST = Duration.ofHours(1);

  private final Database database;
  private final RecordingStore store;
  private final Outbox outbox;
  private final String node;

  RedactionJobs(Database database, RecordingStore store, Outbox outbox, String node) {
    this.database = database;
    this.store = store;
    this.outbox = outbox;
    this.node = node;
  }

  /**
   * What was claimed.
   *
   * @param dueAt when the lease ends
   */
  record Claimed(OrganisationId organisation, String id, OffsetDateTime dueAt) {}

  /**
   * What is to be done.
   *
   * @param spans to be taken out; may be none
   * @param replaced a file to be destroyed
   */
  record Job(
      Recording recording, List<Span> spans, Optional<String> replaced, OffsetDateTime dueAt) {}

  /** Takes the one that has been due for longest. */
  Optional<Claimed> claim() {
    return database
        .asStranger(
            tx -> tx.one("select * from claim_redaction($1, $2)", (int) LEASE.toSeconds(), node))
        .map(
            row ->
                new Claimed(
                    new OrganisationId(row.getString("organisation_id")),
                    row.getString("id"),
                    row.getOffsetDateTime("due_at")));
  }

  /**
   * What it is; nothing when the recording was deleted meanwhile. What is restricted is one as
   * well: figures that nobody may keep go from it, too.
   */
  Optional<Job> job(Claimed claimed) {
    return RestrictedUse.STORAGE.during(
        () -> database.in(claimed.organisation, job(claimed.id, claimed.dueAt)));
  }

  private Work<Optional<Job>> job(String id, OffsetDateTime dueAt) {
    return tx ->
        store
            .find(tx, id)
            .flatMap(
                recording ->
                    tx.one(
                            """
                            select redaction_spans, redaction_replaced
                              from recording where id = $1
                            """,
                            id)
                        .map(
                            row ->
                                new Job(
                                    recording,
                                    Optional.ofNullable(row.getJsonArray("redaction_spans"))
                                        .map(Span::of)
                                        .orElse(List.of()),
                                    Optional.ofNullable(row.getString("redaction_replaced")),
                                    dueAt)));
  }

  /** How many are overdue, at whichever server. */
  long overdue() {
    return database.ask("select overdue_redactions() as n").map(row -> row.getLong("n")).orElse(0L);
  }

  /** Has it tried again. */
  void later(Job job) {
    database.in(
        job.recording.organisation(),
        tx ->
            tx.update(
                """
                update recording
                   set redaction_attempts = redaction_attempts + 1,
                       redaction_due_at = now() + make_interval(
                         secs => least($2 * 2 ^ least(redaction_attempts, 10), $3))
                 where id = $1
                """,
                job.recording.id(),
                (double) AGAIN.toSeconds(),
                (double) LONGEST.toSeconds()));
  }

  /** Its file does not open: nobody ever hears it. */
  void isBroken(Job job) {
    database.in(
        job.recording.organisation(),
        tx ->
            tx.update(
                """
                update recording set redaction = 'broken', redaction_spans = null
                 where id = $1 and path = $2 and redaction_due_at = $3
                """,
                job.recording.id(),
                job.recording.file(),
                job.dueAt));
  }

  /**
   * Has the row name {@code made} in place of the file it had, and tells of it. False when the
   * recording was deleted, or whoever has it now is another.
   */
  boolean swap(Job job, Made made, Manifest manifest) {
    var recording = job.recording;
    return database.in(
        recording.organisation(),
        tx -> {
          boolean named =
              tx.update(
                      """
                      update recording
                         set path = $3, wrapped_key = $4, bytes = $5,
                             manifest = manifest || $6::jsonb, redaction = 'done',
                             redaction_spans = null, redaction_due_at = now(),
                             redaction_attempts = 0, redaction_replaced = path,
                             redaction_node = $7
                       where id = $1 and path = $2 and redaction_spans is not null
                         and redaction_due_at = $8
                      """,
                      recording.id(),
                      recording.file(),
                      made.file(),
                      Buffer.buffer(made.wrappedKey()),
                      made.bytes(),
                      manifest.json(),
                      node,
                      job.dueAt)
                  > 0;
          if (named) {
            outbox.append(
                tx,
                "recording.redacted",
                new JsonObject()
                    .put("id", recording.id())
                    .put("call_id", recording.call().value()));
          }
          return named;
        });
  }

  /** The old file is gone. */
  void destroyed(Recording recording, String file) {
    database.in(
        recording.organisation(),
        tx ->
            tx.update(
                """
                update recording set redaction_replaced = null
                 where id = $1 and redaction_replaced = $2
                """,
                recording.id(),
                file));
  }
}
