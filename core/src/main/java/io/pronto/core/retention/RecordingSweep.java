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
  /** A page of what is due; of each whether a legal hold keeps it. */
  private static final String DUE_RECORDINGS =
      """
      with page as materialized (
        select id, organisation_id, call_id, number, user_ids, started_at, kept_by, expires_at from recording
         where expires_at <= least($1, now()) and expires_at >= $2 and (expires_at, id) > ($2, $3)
         order by expires_at, id limit $4
           for update skip locked)
      select id, call_id, started_at, kept_by, expires_at,
             exists (select from legal_holds_about(organisation_id, call_id, array[number], user_ids, started_at) h
                      where h.in_force) as held
        from page order by expires_at, id\
      """;

  /** The same of transcripts; those that no hold keeps are deleted. */
  private static final String DUE_TRANSCRIPTS =
      """
      with page as materialized (
        select id, organisation_id, call_id, number, user_ids, spoken_at, kept_by, expires_at from transcript
         where expires_at <= least($1, now()) and expires_at >= $2 and (expires_at, id) > ($2, $3)
         order by expires_at, id limit $4
           for update skip locked),
      judged as materialized (
        select id, spoken_at, kept_by, expires_at,
               exists (select from legal_holds_about(organisation_id, call_id, array[number], user_ids, spoken_at) h
                        where h.in_force) as held
          from page),
      gone as (delete from transcript t using judged j where t.id = j.id and not j.held)
      select * from judged order by expires_at, id\
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
    this.pace = pace.ofFiles();
  }

  /** How many were deleted. */
  record Gone(long recordings, long transcripts) {}

  /** Deletes what is due of {@code organisation}'s by {@code now}. */
  Gone sweep(OrganisationId organisation, Instant now) {
    var transcripts = new long[1];
    var sounds = new Place(Instant.EPOCH);
    long recordings =
        pace.sweep(
            () ->
                database.in(
                    organisation,
                    tx -> {
                      var batch = recordings(tx, organisation, now, sounds);
                      transcripts[0] += batch.transcripts;
                      return batch.recordings;
                    }));
    var texts = new Place(Instant.EPOCH);
    long alone =
        pace.sweep(
            () -> database.in(organisation, tx -> transcripts(tx, organisation, now, texts)));
    return new Gone(recordings, transcripts[0] + alone);
  }

  /**
   * What a batch of recordings came to.
   *
   * @param transcripts how many went with them
   */
  private record Batch(SweepPace.Done recordings, long transcripts) {
    static final Batch NONE = new Batch(SweepPace.Done.all(0), 0);
  }

  private Batch recordings(Tx tx, OrganisationId organisation, Instant now, Place place) {
    if (!mayBegin(tx, organisation)) {
      return Batch.NONE;
    }
    var page =
        tx.query(DUE_RECORDINGS, RetentionRows.utc(now), place.time(), place.id(), pace.batch());
    place.after(page, "expires_at", "id");
    var due = Place.notHeld(page);
    if (due.isEmpty()) {
      return new Batch(new SweepPace.Done(page.size(), 0), 0);
    }
    var ids = due.stream().map(row -> row.getString("id")).toList();
    deleteCertified(tx, ids);
    var made = new ArrayList<Row>();
    for (var dependent : inventory.dependents("recording")) {
      made.addAll(dependents(tx, dependent, ids, now));
    }
    outbox.append(tx, due.stream().map(RecordingSweep::told).toList());
    certify(tx, organisation, Category.RECORDING, due, "started_at");
    certify(tx, organisation, Category.TRANSCRIPT, made, "spoken_at");
    return new Batch(new SweepPace.Done(page.size(), due.size()), made.size());
  }

  /** Keeps rules as they are until {@code tx} ends; false while deadlines are of earlier ones. */
  private static boolean mayBegin(Tx tx, OrganisationId organisation) {
    tx.query("select share_retention($1)", organisation.value());
    return !RetentionRows.isDeriving(tx);
  }

  /**
   * Deletes recordings that are certified before {@code tx} ends: the audit log has that, and no
   * entry for each.
   */
  private void deleteCertified(Tx tx, List<String> ids) {
    tx.query("select set_config('pronto.certified', 'recording', true)");
    store.deleteRows(tx, ids);
    tx.query("select set_config('pronto.certified', '', true)");
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

  private SweepPace.Done transcripts(Tx tx, OrganisationId organisation, Instant now, Place place) {
    if (!mayBegin(tx, organisation)) {
      return SweepPace.Done.all(0);
    }
    var page =
        tx.query(DUE_TRANSCRIPTS, RetentionRows.utc(now), place.time(), place.id(), pace.batch());
    place.after(page, "expires_at", "id");
    var gone = Place.notHeld(page);
    certify(tx, organisation, Category.TRANSCRIPT, gone, "spoken_at");
    return new SweepPace.Done(page.size(), gone.size());
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
