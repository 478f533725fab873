package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallJournal;
import io.pronto.core.call.Calls;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.News;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.core.transcript.TranscriptStore;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingAuditsTest {
  private static final byte[] SOUND = Shelf.frames(8_000 * 3);
  private static final String NODE = "node-1";

  /** An hour of yesterday at which calls began, with room for them before midnight. */
  private static final Instant BEGUN =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(12, ChronoUnit.HOURS);

  private static final LocalDate DAY = BEGUN.atOffset(ZoneOffset.UTC).toLocalDate();
  private static final Instant NIGHT = DAY.plusDays(1).atTime(3, 0).toInstant(ZoneOffset.UTC);
  private static final Instant MORNING = DAY.plusDays(1).atTime(9, 0).toInstant(ZoneOffset.UTC);

  @TempDir Path folder;
  @TempDir Path spool;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Shelf shelf;
  private RecordingStore store;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder);
    store = new RecordingStore(Ground.database(), shelf.files, TranscriptStore::delete);
  }

  @Test
  void whatIsAsItShouldBeIsCountedAndNothingIsFound() throws IOException {
    call(available());
    call(entry("empty"));
    call(entry("refused"));
    call(entry("failed"));

    var audit = audit(NODE, NIGHT);

    assertThat(audit.planned()).isEqualTo(4);
    assertThat(audit.states())
        .containsAllEntriesOf(
            Map.of(Outcome.AVAILABLE, 1, Outcome.EMPTY, 1, Outcome.REFUSED, 1, Outcome.FAILED, 1));
    assertThat(audit.findings()).isEmpty();
    assertThat(audit.completeness()).isEqualTo(1);
    assertThat(told("recording.audited")).hasSize(1);
  }

  @Test
  void eachThingThatIsWrongIsFoundAndToldOnce() throws Exception {
    var missing = call(available());
    sql("delete from recording where id = ?", missing.id());
    var gone = call(available());
    Files.delete(folder.resolve(gone.file()));
    var changed = call(available());
    damage(changed);
    var cutOff = call(available());
    var file = folder.resolve(cutOff.file());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30_000));
    var shorter = call(available(), 10_000, false);
    var longer = call(available(), -9_000, false);
    var whole = call(available());

    var audit = audit(NODE, NIGHT);

    assertThat(findings(audit))
        .containsExactlyInAnyOrder(
            missing.id() + " missing",
            gone.id() + " file_missing",
            changed.id() + " file_broken",
            cutOff.id() + " file_broken",
            shorter.id() + " ends_early",
            longer.id() + " ends_late");
    assertThat(findings(audit)).noneMatch(finding -> finding.startsWith(whole.id()));
    assertThat(audit.completeness()).isEqualTo(1 - 6 / 7.0);
    assertThat(told("recording.missing"))
        .singleElement()
        .satisfies(news -> assertThat(news.getString("recording_id")).isEqualTo(missing.id()));
    assertThat(
            meters
                .get("pronto.recording.audit.findings")
                .tag("finding", "file_broken")
                .counter()
                .count())
        .isEqualTo(2);

    call(available()); // whose record comes late, so that the day is looked at again
    assertThat(audit(NODE, NIGHT).planned()).isEqualTo(8);
    assertThat(told("recording.missing")).hasSize(1);
    assertThat(told("recording.audited")).hasSize(2);
  }

  @Test
  void evidenceThatIsNotWhatIsBoundToTheFileIsFoundAndSeenInTheList() throws Exception {
    var tampered = call(announced());
    sql(
        """
        update recording set manifest = jsonb_set(manifest, '{notice,sha256}', '"cd"')
         where id = ?
        """,
        tampered.id());
    var whole = call(announced());

    assertThat(findings(audit(NODE, NIGHT))).containsExactly(tampered.id() + " evidence_differs");

    assertThat(told("recording.evidence_differs")).hasSize(1);
    assertThat(evidence(tampered)).isEqualTo(EvidenceState.DIFFERS);
    assertThat(evidence(whole)).isEqualTo(EvidenceState.BOUND);
  }

  private EvidenceState evidence(RecordingEntry entry) {
    return store.find(shelf.organisation, entry.id()).orElseThrow().evidence();
  }

  @Test
  void whatManifestAndFileDoNotAgreeOnIsFound() throws Exception {
    var differs = call(available());
    sql("update recording set millis = millis + 20 where id = ?", differs.id());
    var broken = call(available());
    sql(
        """
        update recording set manifest = jsonb_set(manifest, '{caller,totals,sound}', '5')
         where id = ?
        """,
        broken.id());

    assertThat(findings(audit(NODE, NIGHT)))
        .contains(broken.id() + " manifest_broken", differs.id() + " length_differs");
  }

  @Test
  void whatSomebodyHasDeletedOrEndedIsNothingToFind() throws IOException {
    var deleted = call(available());
    tell("recording.deleted", new JsonObject().put("id", deleted.id()));
    store.delete(shelf.organisation, deleted.id());
    var stopped = call(available(), 10_000, false);
    tell("recording.stopped", new JsonObject().put("recording_id", stopped.id()));
    call(available(), 10_000, true);

    var audit = audit(NODE, NIGHT);

    assertThat(audit.findings()).isEmpty();
    assertThat(audit.deleted()).isEqualTo(1);
  }

  @Test
  void anotherServerLooksInTheMorningAndSaysWhatItCannotReach() throws IOException {
    var recording = call(available());
    var other = new Shelf(spool.resolve("other"));
    var files = new RecordingFiles(other.folder, shelf.keys);

    audits(files, "node-2", NIGHT).audit(DAY);
    assertThat(list()).isEmpty();
    audits(files, "node-2", MORNING).audit(DAY);

    var audit = list().getFirst();
    assertThat(audit.node()).isEqualTo(NODE);
    assertThat(audit.auditedBy()).isEqualTo("node-2");
    assertThat(findings(audit)).containsExactly(recording.id() + " not_reached");
    assertThat(
            new RecordingAuditStore(Ground.database())
                .page(Ground.organisation(), Optional.empty(), PageRequest.first(10))
                .items())
        .isEmpty();
  }

  private RecordingAudits audits(RecordingFiles files, String node, Instant now) {
    return new RecordingAudits(
        Ground.database(), store, files, Ground.outbox(), node, InstantSource.fixed(now), meters);
  }

  private RecordingAudit audit(String node, Instant now) {
    audits(shelf.files, node, now).audit(DAY);
    return list().getFirst();
  }

  private List<RecordingAudit> list() {
    return new RecordingAuditStore(Ground.database())
        .page(shelf.organisation, Optional.of(DAY), PageRequest.first(10))
        .items();
  }

  private static List<String> findings(RecordingAudit audit) {
    return audit.findings().stream()
        .map(JsonObject.class::cast)
        .map(each -> each.getString("recording_id") + " " + each.getString("finding"))
        .toList();
  }

  private List<JsonObject> told(String type) {
    return Ground.database()
        .in(
            shelf.organisation,
            tx -> tx.query("select data from event where type = $1 order by sequence", type))
        .stream()
        .map(row -> row.getJsonObject("data"))
        .toList();
  }

  private void tell(String type, JsonObject data) {
    Ground.database()
        .in(
            shelf.organisation,
            tx -> {
              Ground.outbox().append(tx, List.of(News.of(type, data)));
              return null;
            });
  }

  /** As the owner of the database, since the server itself changes none of this. */
  private static void sql(String sql, String recording) throws SQLException {
    var url = URI.create(Ground.databaseUrl());
    var jdbc = "jdbc:postgresql://%s:%d/postgres".formatted(url.getHost(), url.getPort());
    try (var connection = DriverManager.getConnection(jdbc, "postgres", "postgres");
        var statement = connection.prepareStatement(sql)) {
      statement.setString(1, recording);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private void damage(RecordingEntry entry) throws IOException {
    var file = folder.resolve(entry.file());
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5_000] ^= 1; // in the last segment, which is always looked at
    Files.write(file, bytes);
  }

  private RecordingEntry available() throws IOException {
    return available(Optional.empty());
  }

  private RecordingEntry announced() throws IOException {
    return available(Optional.of(Shelf.NOTICE));
  }

  private RecordingEntry available(Optional<JsonObject> notice) throws IOException {
    var entry = shelf.record(CallId.next(), SOUND, true, notice);
    var track = new TrackBuilder(RecordingAudio.RATE);
    track.add(Content.SOUND, SOUND.length / 4);
    var both = track.track(new Packets(2, 2, 2));
    return at(
        entry,
        new RecordingEntry.Outcome(
            "available",
            Optional.empty(),
            both.millis(),
            1,
            new Manifest(true, both, both, List.of(), List.of(), notice).json().encode()));
  }

  private RecordingEntry entry(String state) throws IOException {
    return at(
        shelf.record(CallId.next(), SOUND, true),
        new RecordingEntry.Outcome(state, Optional.of("For a reason"), 0, 0, "{}"));
  }

  /** The same, begun a second after its call. */
  private static RecordingEntry at(RecordingEntry entry, RecordingEntry.Outcome outcome) {
    return new RecordingEntry(
        entry.id(),
        entry.number(),
        entry.language(),
        entry.transcribed(),
        entry.file(),
        entry.wrappedKey(),
        BEGUN.plusSeconds(1),
        Optional.of(outcome));
  }

  private RecordingEntry call(RecordingEntry entry) throws IOException {
    return call(entry, 0, false);
  }

  /** A call that ended {@code millis} after its recording. */
  private RecordingEntry call(RecordingEntry entry, long millis, boolean crashed)
      throws IOException {
    var begun =
        Calls.begun(
            Optional.of(shelf.organisation),
            BEGUN,
            new Party(Shelf.NUMBER, "", Optional.empty(), Optional.empty(), Optional.empty()));
    try (var journal =
        CallJournal.open(
            Files.createTempDirectory(spool, "journal"),
            Ground.database(),
            Ground.outbox(),
            List.of(RecordingStore::insert),
            _ -> {
              throw new AssertionError("Nothing was left over");
            })) {
      journal.begin(begun);
      journal.end(ended(begun, entry, millis, crashed));
      Waiting.until("the record is kept", () -> journal.waiting() == 0);
    }
    return entry;
  }

  private static CallDetailRecord ended(
      CallDetailRecord cdr, RecordingEntry entry, long millis, boolean crashed) {
    var cause = crashed ? HangupCause.SERVER_FAILURE : HangupCause.NORMAL;
    var sound = SOUND.length / 4 * 1_000L / RecordingAudio.RATE;
    var end = entry.startedAt().plusMillis(sound + millis);
    return new CallDetailRecord(
        cdr.id(),
        cdr.organisation(),
        cdr.direction(),
        cdr.caller(),
        cdr.called(),
        cdr.startedAt(),
        Optional.empty(),
        Optional.of(cdr.startedAt()),
        Optional.of(end.isBefore(cdr.startedAt()) ? cdr.startedAt() : end),
        Optional.of(cause),
        200,
        "caller",
        List.of(),
        cdr.legs(),
        List.of(entry),
        NODE,
        cdr.trace());
  }
}
