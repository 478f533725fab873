package io.pronto.core.recording;

import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CdrStore;
import io.pronto.core.db.Database;
import io.pronto.core.db.Listing;
import io.pronto.core.db.Page;
import io.pronto.core.db.PageRequest;
import io.pronto.core.db.RestrictedUse;
import io.pronto.core.db.Tx;
import io.pronto.core.hold.Held;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.restriction.Restricted;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recordings of organisations: rows and, after their deletion, files. */
public final class RecordingStore {
  /** What was made of a recording and must go with it: its transcript, its summary. */
  @FunctionalInterface
  public interface Dependents {
    /** Deletes in {@code tx} all that was made of {@code recordingId}. */
    void delete(Tx tx, String recordingId);
  }

  private static final Logger LOG = LoggerFactory.getLogger(RecordingStore.class);
  private static final String COLUMNS =
      """
      id, organisation_id, call_id, number, started_at, millis, state, reason, path, wrapped_key,
      manifest, bytes, expires_at\
      """;

  /** A list needs no keys. */
  private static final String LISTED =
      """
      select id, organisation_id, call_id, number, started_at, millis, state, reason, path,
             null::bytea as wrapped_key, manifest, bytes, expires_at, redaction,
             redaction_replaced, evidence_differs_at,
             exists (select from legal_holds_about(organisation_id, call_id, array[number], user_ids,
                                                   started_at) h where h.in_force) as held,
             case when (select is_anything_restricted())
                  then exists (select from restrictions_of_call(organisation_id, call_id))
                  else false end as restricted
        from recording\
      """;

  /** Without the key of what is restricted: PostgreSQL gives that to nobody who may not use it. */
  private static final String SELECT = LISTED.replace("null::bytea", "sound_key(id)");

  private static final String INSERT =
      "insert into recording ("
          + COLUMNS
          + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
          + " on conflict (id) do nothing";

  private final Database database;
  private final RecordingFiles files;
  private final Dependents dependents;
  private final RecordingRemovals removals;

  /** A store whose files are {@code files}. */
  public RecordingStore(Database database, RecordingFiles files, Dependents dependents) {
    this.database = database;
    this.files = files;
    this.dependents = dependents;
    this.removals = new RecordingRemovals(database, files.node(), files::destroy);
  }

  /**
   * Writes {@code recording} in {@code tx}; harmless when it is there already. Until when it is
   * kept the rules decide, whatever it says.
   */
  public static void insert(Tx tx, Recording recording) {
    tx.update(
        INSERT,
        recording.id(),
        recording.organisation().value(),
        recording.call().value(),
        recording.number().orElse(null),
        utc(recording.startedAt()),
        recording.millis(),
        recording.state().word(),
        recording.reason().orElse(null),
        recording.file(),
        Buffer.buffer(recording.wrappedKey()),
        recording.manifest().json(),
        recording.bytes(),
        utc(recording.expiresAt()));
  }

  /** Writes the recordings of an ended call in {@code tx}, which writes the call's record. */
  public static void insert(Tx tx, CallDetailRecord cdr) {
    for (var entry : cdr.recordings()) {
      insert(tx, Recording.of(cdr.organisation().orElseThrow(), cdr.id(), entry));
    }
  }

  /** The recording of an organisation with that id. */
  public Optional<Recording> find(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> find(tx, id));
  }

  /** The recording with that id of the organisation of {@code tx}. */
  public Optional<Recording> find(Tx tx, String id) {
    return tx.one(SELECT + " where id = $1", id).map(RecordingStore::read);
  }

  /**
   * A page of an organisation's recordings, without the keys that open them. They are in the order
   * of their ids, which grow with time.
   */
  public Page<Recording> page(
      OrganisationId organisation, RecordingFilter filter, PageRequest request) {
    return database.in(
        organisation,
        tx ->
            new Listing(LISTED, "id")
                .where("call_id = ?", filter.call().map(CallId::value))
                .where(
                    CdrStore.IN_CALLS_OF, filter.users().map(users -> users.toArray(String[]::new)))
                .where("number = ?", filter.number())
                .where("started_at >= ?", filter.from().map(RecordingStore::utc))
                .where("started_at < ?", filter.before().map(RecordingStore::utc))
                .page(tx, request, RecordingStore::read, Recording::id));
  }

  /** Deletes a recording of an organisation, as {@link #delete(Tx, String)} does. */
  public boolean delete(OrganisationId organisation, String id) {
    return database.in(organisation, tx -> delete(tx, id));
  }

  /**
   * Deletes a recording and all that was made of it in {@code tx}; returns whether there was one.
   * Nobody hears it once {@code tx} lasts. Its files are asked to be deleted in the same
   * transaction, and are within seconds: by {@link RecordingDisposal} at the server that has them,
   * and in an object store.
   *
   * @throws io.pronto.core.hold.Held where a legal hold keeps it
   * @throws Restricted where whom it is about has had it restricted: until its day it is kept (GDPR
   *     art. 18(1)(b))
   */
  public boolean delete(Tx tx, String id) {
    Held.requireFree(tx, id);
    tx.one("select call_id from recording where id = $1", id)
        .ifPresent(row -> Restricted.requireFree(tx, named(id), row.getString("call_id")));
    boolean deleted = deleteRows(tx, List.of(id)) > 0;
    if (deleted) {
      dependents.delete(tx, id);
    }
    return deleted;
  }

  /**
   * Deletes the recordings with these ids in {@code tx}, and asks for the deletion of their files,
   * but leaves what was made of them to the caller; returns how many there were. Which of them a
   * legal hold keeps the caller has asked before ({@code legal_holds_about}): the database refuses
   * to delete any of these, and with it the whole.
   */
  public int deleteRows(Tx tx, List<String> ids) {
    var removals = new ArrayList<RecordingRemovals.Removal>();
    var gone =
        tx.query(
            """
            delete from recording where id = any($1)
            returning path, redaction, redaction_replaced, node
            """,
            (Object) ids.toArray(String[]::new));
    var everywhere =
        gone.stream().allMatch(row -> row.getString("node") != null)
            ? Set.<String>of()
            : servers(tx);
    for (var row : gone) {
      var node = Optional.ofNullable(row.getString("node"));
      var servers = node.map(Set::of).orElse(everywhere);
      var path = row.getString("path");
      askFor(removals, path, servers);
      if (RedactionState.of(row.getString("redaction")) != RedactionState.OFF) {
        askFor(removals, RecordingFiles.next(path), servers); // whoever redacts may be writing it
      }
      Optional.ofNullable(row.getString("redaction_replaced"))
          .ifPresent(replaced -> askFor(removals, replaced, servers));
    }
    RecordingRemovals.ask(tx, removals);
    return gone.size();
  }

  /** This server, and all that have recorded for the organisation of {@code tx} in a year. */
  private Set<String> servers(Tx tx) {
    var all = new TreeSet<String>();
    all.add(files.node());
    tx.query("select distinct node from recording_audit")
        .forEach(row -> all.add(row.getString("node")));
    return all;
  }

  /**
   * Where it is or may be, wherever it was moved since, and here if it is here all the same; where
   * it is not that does no harm.
   */
  private void askFor(List<RecordingRemovals.Removal> all, String path, Set<String> servers) {
    if (files.areMoved()) {
      all.add(new RecordingRemovals.Removal(path, RecordingRemovals.OBJECT_STORE));
    }
    servers.forEach(server -> all.add(new RecordingRemovals.Removal(path, server)));
    if (!servers.contains(files.node()) && files.isHere(path)) {
      all.add(new RecordingRemovals.Removal(path, files.node()));
    }
  }

  /**
   * Deletes from this server's disk the files that were asked to be deleted. One that cannot be now
   * is said to the log, and tried again.
   */
  public void removeFiles() {
    try {
      removals.go();
    } catch (ClosedByInterruptException stopping) { // it is asked for still
      LOG.atDebug().log("Files of deleted recordings are deleted at the next start");
    } catch (IOException e) {
      LOG.atError().setCause(e).log("Files of deleted recordings stay on this disk for now");
    }
  }

  /**
   * Deletes from {@code bucket} the objects that were asked to be deleted.
   *
   * @throws IOException when it cannot be asked; what is left is asked for still
   */
  public void removeObjects(ObjectStore bucket) throws IOException {
    new RecordingRemovals(database, RecordingRemovals.OBJECT_STORE, bucket::delete).go();
  }

  /**
   * Opens the sound of {@code recording}; the caller closes it. Where the evidence of what the
   * parties were told is not that which is bound to it, that is noted, and where it is again, too.
   *
   * @throws java.nio.file.NoSuchFileException when its file is gone, or never was
   * @throws io.pronto.core.seal.BrokenSeal when its file was changed or cut off
   * @throws EvidenceDiffers when that evidence differs, or the file is another recording's
   * @throws Restricted where whom it is about has had it restricted, and nobody has said for what
   *     use of those that are left ({@link RestrictedUse})
   */
  public RecordingAudio audio(Recording recording) throws IOException {
    if (recording.restricted() && !RestrictedUse.isSaid()) {
      database.in(recording.organisation(), tx -> refuse(tx, recording));
    }
    try {
      var audio = files.audio(recording);
      noteAgreement(recording, audio);
      return audio;
    } catch (EvidenceDiffers differs) {
      evidenceDiffers(recording, differs);
      throw differs;
    }
  }

  private static boolean refuse(Tx tx, Recording recording) {
    Restricted.requireFree(tx, named(recording.id()), recording.call().value());
    return true;
  }

  private static String named(String id) {
    return "The recording " + id;
  }

  private void noteAgreement(Recording recording, RecordingAudio audio) throws IOException {
    try {
      if (recording.evidence() == EvidenceState.DIFFERS) {
        database.in(recording.organisation(), tx -> evidenceAgrees(tx, recording.id()));
      }
    } catch (RuntimeException e) {
      audio.close();
      throw e;
    }
  }

  /** Notes, in the audit log as well, that nobody hears {@code recording} for {@code why}. */
  public void evidenceDiffers(Recording recording, EvidenceDiffers why) {
    database.in(
        recording.organisation(),
        tx -> {
          int noted =
              tx.update(
                  """
                  update recording set evidence_differs_at = now()
                   where id = $1 and evidence_differs_at is null
                  """,
                  recording.id());
          if (noted > 0) {
            var told = new JsonObject().put("why", why.getMessage());
            AuditLog.note(tx, "recording.evidence_differs", recording.id(), told);
          }
          return noted;
        });
  }

  private static int evidenceAgrees(Tx tx, String id) {
    int noted =
        tx.update(
            """
            update recording set evidence_differs_at = null
             where id = $1 and evidence_differs_at is not null
            """,
            id);
    if (noted > 0) {
      AuditLog.note(tx, "recording.evidence_agrees", id);
    }
    return noted;
  }

  private static Recording read(Row row) {
    var manifest = Manifest.of(row.getJsonObject("manifest"));
    var given = Optional.ofNullable(row.getBuffer("wrapped_key")).map(Buffer::getBytes);
    var key = given.orElseGet(() -> new byte[0]);
    long bytes = row.getLong("bytes");
    boolean differs = row.getOffsetDateTime("evidence_differs_at") != null;
    return new Recording(
        row.getString("id"),
        new OrganisationId(row.getString("organisation_id")),
        new CallId(row.getString("call_id")),
        Optional.ofNullable(row.getString("number")),
        row.getOffsetDateTime("started_at").toInstant(),
        row.getLong("millis"),
        Outcome.of(row.getString("state")),
        Optional.ofNullable(row.getString("reason")),
        row.getString("path"),
        key,
        manifest,
        bytes,
        row.getOffsetDateTime("expires_at").toInstant(),
        RedactionState.of(row.getString("redaction")),
        differs
            ? EvidenceState.DIFFERS
            : EvidenceState.of(manifest, given.isEmpty() || key.length > 0, bytes),
        row.getBoolean("held"),
        row.getBoolean("restricted"));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
