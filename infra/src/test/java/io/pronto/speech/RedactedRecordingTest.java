package io.pronto.speech;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.db.Database;
import io.pronto.core.db.PageRequest;
import io.pronto.core.event.Outbox;
import io.pronto.core.lease.Leases;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingHeader;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.RedactionState;
import io.pronto.core.recording.Replacement;
import io.pronto.core.recording.StoredSound;
import io.pronto.core.redaction.Redaction;
import io.pronto.core.redaction.Redactor;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedWriter;
import io.pronto.core.transcript.Pace;
import io.pronto.core.transcript.Transcriber;
import io.pronto.core.transcript.Transcript;
import io.pronto.core.transcript.TranscriptFilter;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.media.speech.SpeechEngine;
import io.pronto.media.speech.SpeechSettings;
import io.pronto.media.speech.model.Models;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that pay, said in a recording, from the sealed sound to the sealed sound. */
class RedactedRecordingTest {
  private static final Path SPEECH = Path.of("../media/src/test/speech");
  private static final String NODE = "node-1";
  private static final int WAV_HEADER = 44;
  private static final int SEGMENT = 6_400;
  private static final int MARGIN = 200;
  private static final Pace QUICK =
      new Pace(1, Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(100));

  @TempDir Path models;
  @TempDir Path folder;

  private final Database database = Ground.database();
  private final OrganisationId organisation = Ground.organisation();
  private final OrganisationKeys keys =
      new OrganisationKeys(database, MasterKey.of(MasterKey.generate()));
  private final CallId call = CallId.next();
  private final BlockingQueue<Transcript> ended = new LinkedBlockingQueue<>();
  private final Leases leases = new Leases();
  private final Outbox outbox = new Outbox(database);
  private RecordingFiles files;
  private RecordingStore store;
  private SpeechEngine engine;

  @BeforeEach
  void open() throws IOException {
    files = new RecordingFiles(folder, keys);
    store = new RecordingStore(database, files, TranscriptStore::delete);
    engine = new SpeechEngine(new Models(models), SpeechSettings.DEFAULT, leases);
  }

  @AfterEach
  void close() {
    engine.close();
    leases.close();
    outbox.close();
  }

  /** 704, 704, 704, 9865: thirteen digits that pass Luhn's check, with a "yes" after each group. */
  @Test
  void aCardNumberIsNeitherToBeReadNorToBeHeardAndTheRestIsAsItWas() throws Exception {
    install("en");
    var one = spoken("man", "man", "man", "woman");
    var two = new byte[one.length];
    Arrays.fill(two, (byte) 1);
    var before = record(one, two, "en", true);

    var transcript = redacted(before);

    assertThat(transcript.text()).contains("[card] no").doesNotContain("seven", "zero");
    assertThat(found("card")).isEqualTo(1);
    assertThat(found("seven zero")).isZero();
    var after = store.find(organisation, before.id()).orElseThrow();
    var part = after.manifest().redactions().getFirst();
    assertThat(part.party()).isEqualTo("caller");
    assertThat(part.reason()).isEqualTo("card");
    assertSilentThereAlone(after, part, one, two);
    assertThat(part.toMillis() - part.fromMillis()).as("thirteen digits").isGreaterThan(4_000);
    assertThat(Files.exists(folder.resolve(before.file()))).isFalse();
    assertThat(part.fromMillis()).isLessThanOrEqualTo(MARGIN + 600);
  }

  /** FR76 3000 6000 0112 3456 7890 189 and IT69 B054 2811 1010 0000 0123 456, between two words. */
  @ParameterizedTest
  @CsvSource({"fr, oui, non", "it, sì, no"})
  void anIbanIsNeitherToBeReadNorToBeHeardAndTheWordsAroundItAre(
      String language, String first, String last) throws Exception {
    install(language);
    var one = spoken(language + "-iban");
    var two = new byte[one.length];
    Arrays.fill(two, (byte) 1);
    var before = record(one, two, language, true);

    var transcript = redacted(before);

    assertThat(transcript.text()).contains(first + " [iban] " + last);
    assertThat(found("iban")).isEqualTo(1);
    var after = store.find(organisation, before.id()).orElseThrow();
    var part = after.manifest().redactions().getFirst();
    assertThat(part.reason()).isEqualTo("iban");
    assertThat(part.toMillis() - part.fromMillis()).as("27 of them").isGreaterThan(8_000);
    assertSilentThereAlone(after, part, one, two);
  }

  private Transcript redacted(Recording recording) throws InterruptedException {
    try (var _ = transcriber();
        var _ =
            new Redactor(
                    database,
                    store,
                    new Replacement(files, keys),
                    outbox,
                    NODE,
                    new SimpleMeterRegistry())
                .start()) {
      var transcript = next();
      awaitDone(recording.id());
      return transcript;
    }
  }

  private void assertSilentThereAlone(
      Recording after, io.pronto.core.manifest.Redaction part, byte[] one, byte[] two)
      throws IOException {
    var expected = one.clone();
    Arrays.fill(expected, (int) part.fromMillis() * 16, (int) part.toMillis() * 16, (byte) 0);
    try (var left = files.audio(after).left();
        var right = files.audio(after).right()) {
      assertThat(left.readAllBytes()).isEqualTo(expected);
      assertThat(right.readAllBytes()).isEqualTo(two);
    }
  }

  @Test
  void withoutAModelItCanBeHeardAndSaysThatNobodyHasLooked() throws Exception {
    var recording = record(new byte[16_000], new byte[16_000], "en", true);

    try (var _ = transcriber()) {
      assertThat(next().state()).isEqualTo(Transcript.State.NO_MODEL);
    }

    assertThat(store.find(organisation, recording.id()).orElseThrow().redaction())
        .isEqualTo(RedactionState.UNEXAMINED);
  }

  private Recording record(byte[] one, byte[] two, String language, boolean canBe)
      throws IOException {
    var id = Id.next("rec");
    var file = "%s/2026-11-24/%s.sealed".formatted(organisation, id);
    var key = keys.newDataKey(organisation, Instant.now());
    var header = new RecordingHeader(id, organisation, call);
    try (var writer =
        SealedWriter.create(folder.resolve(file), key.key(), header.bytes(), SEGMENT)) {
      for (int i = 0; i < one.length; i += 2) {
        writer.append(one, i, 2);
        writer.append(two, i, 2);
      }
    }
    var track = new TrackBuilder(8_000);
    track.add(Content.SOUND, one.length / 2);
    var sound = track.track(new Packets(1, 1, 1));
    var outcome =
        new RecordingEntry.Outcome(
            "available",
            Optional.empty(),
            sound.millis(),
            1,
            new Manifest(true, sound, sound).json().encode());
    var recording =
        Recording.of(
            organisation,
            call,
            new RecordingEntry(
                id,
                "",
                language,
                true,
                file,
                Base64.getEncoder().encodeToString(key.wrapped()),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                Optional.of(outcome)));
    database.in(
        organisation,
        tx -> {
          RecordingStore.insert(tx, recording);
          TranscriptStore.queue(tx, call, id, language, NODE);
          Redaction.begin(tx, id, NODE, canBe);
          return null;
        });
    return recording;
  }

  private Transcriber transcriber() {
    return new Transcriber(
        database,
        NODE,
        new LocalSpeech(engine, new Models(models)),
        new StoredSound(store),
        new Redaction(
            (_, transcript) -> {
              if (transcript.organisation().equals(organisation)) {
                ended.add(transcript);
              }
            }),
        QUICK);
  }

  private Transcript next() throws InterruptedException {
    var transcript = ended.poll(60, SECONDS);
    assertThat(transcript).as("an end").isNotNull();
    return transcript;
  }

  private void awaitDone(String id) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (store.find(organisation, id).orElseThrow().redaction() != RedactionState.DONE) {
      assertThat(System.nanoTime()).as("redacted").isLessThan(deadline);
    }
  }

  private int found(String query) {
    var filter =
        new TranscriptFilter(
            Optional.of(query), Optional.empty(), Optional.empty(), Optional.empty());
    return new TranscriptStore(database)
        .page(organisation, filter, new PageRequest(10, Optional.empty(), Optional.empty(), false))
        .items()
        .size();
  }

  private static byte[] spoken(String... names) throws IOException {
    var all = new ByteArrayOutputStream();
    for (var name : names) {
      var wav = Files.readAllBytes(SPEECH.resolve("wav").resolve(name + ".wav"));
      all.write(wav, WAV_HEADER, (wav.length - WAV_HEADER) / 2 * 2);
    }
    return all.toByteArray();
  }

  private void install(String language) throws IOException {
    var fresh = models.resolve("." + language);
    var digits = SPEECH.resolve("digits-" + language);
    try (var all = Files.walk(digits)) {
      for (var file : all.toList()) {
        Files.copy(file, fresh.resolve(digits.relativize(file).toString()));
      }
    }
    Files.move(fresh, models.resolve(language));
  }
}
