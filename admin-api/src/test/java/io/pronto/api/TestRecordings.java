package io.pronto.api;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallDetailRecord.Party;
import io.pronto.core.call.CallId;
import io.pronto.core.call.CallJournal;
import io.pronto.core.call.Calls;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.LegInterval;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingAudio;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingHeader;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedWriter;
import io.pronto.core.transcript.TranscriptStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folder of recordings of the test server, and calls that leave recordings in it. */
final class TestRecordings {
  private static final int SEGMENT = 12_800;
  private static final int FRAME = 4;

  /** The leg by which both parties are heard. */
  static final String LEG = Id.next("leg");

  private static final Path FOLDER = folder();

  /** The keys of all organisations of a test run. */
  static final OrganisationKeys KEYS =
      new OrganisationKeys(Ground.database(), MasterKey.of(MasterKey.generate()));

  static final RecordingStore STORE =
      new RecordingStore(
          Ground.database(), new RecordingFiles(FOLDER, KEYS), TranscriptStore::delete);

  private TestRecordings() {}

  /** Something that sounds: so many bytes of sound, each a number of its place. */
  static byte[] sound(int frames) {
    var bytes = new byte[frames * FRAME];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  /**
   * A call to a user that was recorded and has ended; the recording's id. Without sound it ended
   * before the recording had a key.
   */
  static String call(TestOrganisation organisation, String userId, byte[] sound) {
    return call(organisation, userId, sound, Optional.of(notice()));
  }

  private static String call(
      TestOrganisation organisation, String userId, byte[] sound, Optional<JsonObject> notice) {
    var begun =
        Calls.begun(
            Optional.of(new OrganisationId(organisation.id())),
            Instant.now(),
            new Party(
                "+33987654321", "Bob", Optional.of(userId), Optional.empty(), Optional.empty()));
    var entry = record(new OrganisationId(organisation.id()), begun.id(), sound, notice);
    try (var journal = journal()) {
      journal.begin(begun);
      journal.end(ended(begun, entry));
      Waiting.until("the record is kept", () -> journal.waiting() == 0);
    }
    return entry.id();
  }

  /** The same of a call that was recorded before evidence was bound to sound. */
  static String oldCall(TestOrganisation organisation, String userId, byte[] sound) {
    return call(organisation, userId, sound, Optional.empty());
  }

  /** What is kept of what both parties were told. */
  static JsonObject notice() {
    return new JsonObject()
        .put("policy", "notice")
        .put("prompt", "notice-en")
        .put("sha256", "0".repeat(64))
        .put("from", "2026-11-30T09:00:00Z")
        .put("heard", new JsonObject().put("caller", heard()).put("called", heard()));
  }

  private static JsonObject heard() {
    return new JsonObject()
        .put("whole", true)
        .put("frames", 150)
        .put("of", 150)
        .put("first_frame", "2026-11-30T09:00:00.010Z")
        .put("last_frame", "2026-11-30T09:00:03.010Z");
  }

  /** Changes the row of a recording as nobody should: {@code assignments} of SQL. */
  static void tamper(TestOrganisation organisation, String id, String assignments) {
    Ground.database()
        .in(
            new OrganisationId(organisation.id()),
            tx -> tx.update("update recording set " + assignments + " where id = $1", id));
  }

  /** The caller has said {@code words}, a second apart, and they have been written down. */
  static void write(TestOrganisation organisation, String transcriptId, String... words) {
    var spoken = new JsonArray();
    for (int i = 0; i < words.length; i++) {
      spoken.add(
          new JsonObject()
              .put("text", words[i])
              .put("start", i)
              .put("end", i + 0.8)
              .put("confidence", 1));
    }
    Ground.database()
        .in(
            new OrganisationId(organisation.id()),
            tx ->
                tx.update(
                    """
                    update transcript set state = 'available', words = $2, text = $3 where id = $1
                    """,
                    transcriptId,
                    new JsonObject().put("caller", spoken),
                    String.join(" ", words)));
  }

  private static CallJournal journal() {
    try {
      return CallJournal.open(
          Files.createTempDirectory("journal"),
          Ground.database(),
          TestServer.OUTBOX,
          List.of(RecordingStore::insert, TestRecordings::queueTranscript),
          entry -> {
            throw new IllegalStateException(entry.id());
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void queueTranscript(io.pronto.core.db.Tx tx, CallDetailRecord cdr) {
    cdr.recordings()
        .forEach(
            entry -> TranscriptStore.queue(tx, cdr.id(), entry.id(), entry.language(), "here"));
  }

  /** Says how far card numbers have been looked for in a recording. */
  static void redaction(TestOrganisation organisation, String id, String state) {
    Ground.database()
        .in(
            new OrganisationId(organisation.id()),
            tx -> tx.update("update recording set redaction = $2 where id = $1", id, state));
  }

  private static RecordingEntry record(
      OrganisationId organisation, CallId call, byte[] sound, Optional<JsonObject> notice) {
    var id = Id.next("rec");
    if (sound.length == 0) {
      return entry(id, "", sound, notice);
    }
    var key = KEYS.newDataKey(organisation, Instant.now());
    var header = new RecordingHeader(id, organisation, call, notice, Map.of()).bytes();
    try (var writer = SealedWriter.create(FOLDER.resolve(id), key.key(), header, SEGMENT)) {
      writer.append(sound, 0, sound.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entry(id, Base64.getEncoder().encodeToString(key.wrapped()), sound, notice);
  }

  private static RecordingEntry entry(
      String id, String wrappedKey, byte[] sound, Optional<JsonObject> notice) {
    var track = new TrackBuilder(RecordingAudio.RATE);
    track.add(Content.SOUND, sound.length / FRAME);
    var both = track.track(new Packets(2, 2, 2));
    if (sound.length > 0) {
      both = both.by(List.of(new LegInterval(LEG, 0, both.millis())));
    }
    var outcome =
        new RecordingEntry.Outcome(
            sound.length == 0 ? "empty" : "available",
            sound.length == 0 ? Optional.of("Nobody spoke") : Optional.empty(),
            Duration.ofSeconds(1).toMillis() * sound.length / FRAME / RecordingAudio.RATE,
            sound.length,
            new Manifest(true, both, both, List.of(), List.of(), notice).json().encode());
    return new RecordingEntry(
        id, "+33987654321", "fr", true, id, wrappedKey, Instant.now(), Optional.of(outcome));
  }

  private static CallDetailRecord ended(CallDetailRecord cdr, RecordingEntry entry) {
    return new CallDetailRecord(
        cdr.id(),
        cdr.organisation(),
        cdr.direction(),
        cdr.caller(),
        cdr.called(),
        cdr.startedAt(),
        Optional.empty(),
        Optional.of(cdr.startedAt()),
        Optional.of(cdr.startedAt().plusSeconds(10)),
        Optional.of(HangupCause.NORMAL),
        200,
        "caller",
        cdr.diversions(),
        cdr.legs(),
        List.of(entry),
        cdr.node(),
        cdr.trace());
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("recordings");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
