package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallId;
import io.pronto.core.call.Calls;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.seal.SealedWriter;
import io.pronto.core.transcript.TranscriptStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings that had not been written when the record of their call was. */
class AwaitedRecordingsTest {
  private static final byte[] SOUND = Shelf.frames(24_000);

  /** This server's, which no other test's has. */
  private final String node = Id.next("node");

  private final Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final Instant before = started.minus(Duration.ofHours(1));
  private final Instant after = started.plus(Duration.ofHours(1));
  private final List<String> followed = new ArrayList<>();

  @TempDir Path folder;
  private Shelf shelf;
  private RecordingStore store;
  private CallDetailRecord call;
  private RecordingEntry entry;
  private SealedWriter writer;

  @BeforeEach
  void begin() throws IOException {
    shelf = new Shelf(folder);
    store = new RecordingStore(Ground.database(), shelf.files, TranscriptStore::delete);
    call = Calls.begun(Optional.of(shelf.organisation));
    var id = Id.next("rec");
    var file = shelf.organisation + "/2026-11-24/" + id + ".sealed";
    var key = shelf.keys.newDataKey(shelf.organisation, started);
    var header = new RecordingHeader(id, shelf.organisation, call.id());
    writer = SealedWriter.create(folder.resolve(file), key.key(), header.bytes(), Shelf.SEGMENT);
    writer.append(SOUND, 0, SOUND.length);
    var wrapped = Base64.getEncoder().encodeToString(key.wrapped());
    var stuck =
        new RecordingEntry.Outcome(
            "failed",
            Optional.of("The disk does not answer"),
            0,
            0,
            Manifest.nothing(false).json().encode());
    entry =
        new RecordingEntry(
            id, Shelf.NUMBER, "fr", true, file, wrapped, started, Optional.of(stuck));
    written(entry);
  }

  @Test
  void oneWhoseFileComesWholeAfterAllIsAvailableAndFollowedOnce() throws IOException {
    var awaited = server(before);
    awaited.settleAll();
    assertThat(found().state()).isEqualTo(Outcome.FAILED);

    writer.close();
    awaited.settleAll();
    awaited.settleAll();

    var recording = found();
    assertThat(recording.state()).isEqualTo(Outcome.AVAILABLE);
    assertThat(recording.reason()).isEmpty();
    assertThat(recording.millis()).isEqualTo(3_000);
    assertThat(recording.manifest().millis()).isEqualTo(3_000);
    assertThat(recording.manifest().closed()).isTrue();
    assertThat(recording.bytes()).isEqualTo(Files.size(folder.resolve(entry.file())));
    assertThat(followed).containsExactly(entry.id() + " fr true available");
    assertThat(told()).containsExactly(entry.id());
    try (var audio = store.audio(recording)) {
      assertThat(audio.millis()).isEqualTo(3_000);
    }
  }

  @Test
  void afterARestartItIsWhatThereIsInTheFile() throws IOException {
    writer.abandon();

    server(after).settleAll();

    assertThat(found().state()).isEqualTo(Outcome.AVAILABLE);
    assertThat(found().manifest().closed()).isFalse();
    assertThat(found().millis()).isEqualTo(2_800);
    assertThat(followed).hasSize(1);
  }

  @Test
  void oneWhoseDiskIsMountedLateIsNotLost() throws IOException {
    writer.close();
    startedDaysAgo(30);
    var away = folder.resolveSibling(folder.getFileName() + "-away");
    Files.move(folder, away);
    var awaited = server(after);

    awaited.settleAll();
    Files.createDirectories(folder);
    awaited.settleAll();
    assertThat(awaited()).isEqualTo(1);
    Files.delete(folder);
    Files.move(away, folder);
    awaited.settleAll();

    assertThat(found().state()).isEqualTo(Outcome.AVAILABLE);
    assertThat(followed).hasSize(1);
  }

  @Test
  void whatIsRecordedInThePlaceOfADiskThatIsAwayIsNoSignOfIt() throws IOException {
    writer.abandon();
    Files.delete(folder.resolve(entry.file()));
    startedDaysAgo(30);
    Files.createDirectories(folder.resolve(shelf.organisation + "/2026-12-24"));

    server(after).settleAll();

    assertThat(awaited()).isEqualTo(1);
  }

  @Test
  void oneWhoseFileHasNotComeInAWeekIsGivenUpWhereTheDiskIs() throws IOException {
    writer.abandon();
    Files.delete(folder.resolve(entry.file()));
    Files.createDirectories(folder.resolve(Id.next("org") + "/2026-11-23"));
    startedDaysAgo(8);

    server(started.minus(Duration.ofDays(9))).settleAll();
    assertThat(awaited()).as("it may go on still").isEqualTo(1);
    server(after).settleAll();

    assertThat(awaited()).isZero();
    assertThat(found().state()).isEqualTo(Outcome.FAILED);
    assertThat(followed).isEmpty();
  }

  @Test
  void oneWhoseFileHasNotComeInSixDaysIsLookedForStill() throws IOException {
    writer.abandon();
    var file = folder.resolve(entry.file());
    var late = Files.move(file, folder.resolve("late"));
    Files.createDirectories(folder.resolve(shelf.organisation + "/2026-11-23"));
    startedDaysAgo(6);
    var awaited = server(after);

    awaited.settleAll();
    awaited.settleAll();
    assertThat(awaited()).isEqualTo(1);
    Files.move(late, file);
    awaited.settleAll();

    assertThat(found().state()).isEqualTo(Outcome.AVAILABLE);
  }

  @Test
  void oneWhoseFileDoesNotOpenIsGivenUpAfterARestart() throws IOException {
    writer.abandon();
    Files.write(folder.resolve(entry.file()), new byte[0]);

    server(before).settleAll();
    assertThat(awaited()).isEqualTo(1);
    server(after).settleAll();

    assertThat(awaited()).isZero();
    assertThat(found().state()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void oneThatSomebodyHasDeletedMeanwhileStaysDeleted() throws IOException {
    writer.close();
    store.delete(shelf.organisation, entry.id());

    server(before).settleAll();

    assertThat(store.find(shelf.organisation, entry.id())).isEmpty();
    assertThat(followed).isEmpty();
  }

  @Test
  void whatWasBrokenOffOrHasNoKeyIsNotAwaited() {
    var partly = new RecordingEntry.Outcome("failed", Optional.of("Full"), 800, 9, "{}");
    var nothing = new RecordingEntry.Outcome("failed", Optional.of("No key"), 0, 0, "{}");
    written(another("a2V5", partly));
    written(another("", nothing));

    assertThat(awaited()).isEqualTo(1);
  }

  private RecordingEntry another(String key, RecordingEntry.Outcome outcome) {
    var id = Id.next("rec");
    return new RecordingEntry(
        id, Shelf.NUMBER, "fr", true, id + ".sealed", key, started, Optional.of(outcome));
  }

  private AwaitedRecordings server(Instant begun) {
    return new AwaitedRecordings(
        Ground.database(),
        store,
        shelf.files,
        new Recovery(shelf.files),
        (tx, of, recording) -> followed.add(words(of, recording)),
        Ground.outbox(),
        node,
        InstantSource.fixed(begun));
  }

  private String words(CallId of, RecordingEntry recording) {
    assertThat(of).isEqualTo(call.id());
    return "%s %s %s %s"
        .formatted(
            recording.id(),
            recording.language(),
            recording.transcribed(),
            recording.outcome().orElseThrow().state());
  }

  /** As though it had begun then, by the database's time. */
  private void startedDaysAgo(int days) {
    var owner =
        Ground.databaseUrl().replace("postgresql://postgres:postgres@", "jdbc:postgresql://");
    try (var connection = DriverManager.getConnection(owner, "postgres", "postgres");
        var update =
            connection.prepareStatement(
                "update recording set started_at = now() - make_interval(days => ?) where id ="
                    + " ?")) {
      update.setInt(1, days);
      update.setString(2, entry.id());
      assertThat(update.executeUpdate()).isEqualTo(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Recording found() {
    return store.find(shelf.organisation, entry.id()).orElseThrow();
  }

  private int awaited() {
    return Ground.database()
        .asStranger(tx -> tx.query("select * from awaited_recordings($1)", node))
        .size();
  }

  private List<String> told() {
    return Ground.database()
        .in(
            shelf.organisation,
            tx -> tx.query("select data from event where type = 'recording.available'"))
        .stream()
        .map(row -> row.getJsonObject("data").getString("recording_id"))
        .toList();
  }

  private void written(RecordingEntry recording) {
    var cdr =
        new CallDetailRecord(
            call.id(),
            call.organisation(),
            call.direction(),
            call.caller(),
            call.called(),
            call.startedAt(),
            call.ringingAt(),
            call.answeredAt(),
            call.endedAt(),
            call.cause(),
            call.sipStatus(),
            call.endedBy(),
            call.diversions(),
            call.legs(),
            List.of(recording),
            call.node(),
            call.trace());
    Ground.database()
        .in(
            shelf.organisation,
            tx -> {
              RecordingStore.insert(tx, cdr);
              AwaitedRecordings.await(tx, cdr, node);
              return cdr;
            });
  }
}
