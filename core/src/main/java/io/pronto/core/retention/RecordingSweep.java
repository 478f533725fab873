package io.pronto.core.retention;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.destruction.Category;
import io.pronto.core.destruction.DestructionCertificates;
import io.pronto.core.event.News;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingStore;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Deletes an organisation's recordings that are due, with all that was made of them, and then what
 * is due of that by itself. A batch is a transaction: rows, the requests to delete their files, the
 * events that tell of it and the certificates all last, or none does.
 */
final class RecordingSweep {
  private static final String DUE_RECORDINGS =
      """
      select id, call_id, started_at, kept_by from recording
       where expires_at <= least($1, now())
         and not retention_held(organisation_id, call_id, array[number], user_ids, started_at)
       order by expires_at limit $2
         for update skip locked\
      """;

  private static final String DUE_TRANSCRIPTS =
      """
      delete from transcript where id in (
        select id from transcript
         where expires_at <= least($1, now())
           and not retention_held(organisation_id, call_id, array[number], user_ids, spoken_at)
         order by expires_at limit $2
           for update skip locked)
      returning id, spoken_at, kept_by\
      """;

  private final Database database;
  private final RecordingStore store;
  private final DataInventory inventory;
  private final Outbox outbox;
  private final DestructionCertificates certificates;
  private final SweepPace pace;

  RecordingSweep(
      Database database,
      RecordingStore store,
      DataInventory inventory,
      Outbox outbox,
      DestructionCertificates certificates,
      SweepPace pace) {
    this.database = database;
    this.store = store;
    this.inventory = inventory;
    this.outbox = outbox;
    this.certificates = certificates;
    this.pace = pace;
  }

  /** How many were deleted. */
  record Gone(long recordings, long transcripts) {}

  /** Deletes what is due of {@code organisation}'s by {@code now}. */
  Gone sweep(OrganisationId organisation, Instant now) {
    var transcripts = new long[1];
    long recordings =
        pace.sweep(
            () ->
                database.in(
                    organisation,
                    tx -> {
                      var gone = recordings(tx, organisation, now);
                      transcripts[0] += gone.transcripts;
                      return gone.recordings;
                    }));
    long alone =
        pace.sweep(() -> database.in(organisation, tx -> transcripts(tx, organisation, now)));
    return new Gone(recordings, transcripts[0] + alone);
  }

  private Gone recordings(Tx tx, OrganisationId organisation, Instant now) {
    if (!mayBegin(tx, organisation)) {
      return new Gone(0, 0);
    }
    var due = tx.query(DUE_RECORDINGS, RetentionRows.utc(now), pace.batch());
    if (due.isEmpty()) {
      return new Gone(0, 0);
    }
    var ids = due.stream().map(row -> row.getString("id")).toList();
    store.deleteRows(tx, ids);
    var made = new ArrayList<Row>();
    for (var dependent : inventory.dependents("recording")) {
      made.addAll(dependents(tx, dependent, ids, now));
    }
    outbox.append(tx, due.stream().map(RecordingSweep::told).toList());
    certify(tx, organisation, Category.RECORDING, due, "started_at");
    certify(tx, organisation, Category.TRANSCRIPT, made, "spoken_at");
    return new Gone(due.size(), made.size());
  }

  /** Keeps rules as they are until {@code tx} ends; false while deadlines are of earlier ones. */
  private static boolean mayBegin(Tx tx, OrganisationId organisation) {
    tx.query("select share_retention($1)", organisation.value());
    return !RetentionRows.isDeriving(tx);
  }

  /** All but what was chosen to be kept for longer, and is not due. */
  private static List<Row> dependents(
      Tx tx, DataInventory.Dependent dependent, List<String> ids, Instant now) {
    return tx.query(
        """
        delete from %s where %s = any($1)
           and (expires_at <= least($2, now()) or not transcripts_outlive(organisation_id))
        returning id, spoken_at, 'with its recording, ' || kept_by as kept_by
        """
            .formatted(dependent.table(), dependent.column()),
        ids.toArray(String[]::new),
        RetentionRows.utc(now));
  }

  private long transcripts(Tx tx, OrganisationId organisation, Instant now) {
    if (!mayBegin(tx, organisation)) {
      return 0;
    }
    var gone = tx.query(DUE_TRANSCRIPTS, RetentionRows.utc(now), pace.batch());
    certify(tx, organisation, Category.TRANSCRIPT, gone, "spoken_at");
    return gone.size();
  }

  /** One for each rule. */
  private void certify(
      Tx tx, OrganisationId organisation, Category category, List<Row> rows, String time) {
    Map<String, List<Row>> byRule =
        rows.stream().collect(groupingBy(row -> row.getString("kept_by"), TreeMap::new, toList()));
    byRule.forEach(
        (rule, each) ->
            certificates.issue(
                tx, Certified.of(category, Optional.of(organisation), each, "id", time, rule)));
  }

  private static News told(Row row) {
    return News.of(
        "recording.deleted",
        new JsonObject().put("id", row.getString("id")).put("call_id", row.getString("call_id")));
  }
}
