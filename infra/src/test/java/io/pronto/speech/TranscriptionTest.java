package io.pronto.speech;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.lease.Leases;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.transcript.Pace;
import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.RecordedSound;
import io.pronto.core.transcript.SpokenWord;
import io.pronto.core.transcript.Transcriber;
import io.pronto.core.transcript.Transcript;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.media.speech.SpeechEngine;
import io.pronto.media.speech.SpeechSettings;
import io.pronto.media.speech.model.Models;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the queue in the database to the native decoder and back. */
class TranscriptionTest {
  private static final String NODE = "node-1";

  /** Such as a server that other tests share. */
  private final List<ProcessHandle> others = javas().toList();

  private static final Path SPEECH = Path.of("../media/src/test/speech");
  private static final int WAV_HEADER = 44;
  private static final Pace QUICK =
      new Pace(1, Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(100));

  @TempDir Path models;

  private final Database database = Ground.database();
  private final OrganisationId organisation = Ground.organisation();
  private final String recording = Id.next("rec");
  private final BlockingQueue<Transcript> ended = new LinkedBlockingQueue<>();
  private final Leases leases = new Leases();
  private SpeechEngine engine;

  @BeforeEach
  void installTheDigits() throws IOException {
    install("en");
    engine = new SpeechEngine(new Models(models), SpeechSettings.DEFAULT, leases);
  }

  @AfterEach
  void nothingIsHeld() {
    engine.close();
    leases.close();
    assertThat(leases.held(Leases.Kind.RECOGNISER)).isZero();
  }

  @Test
  void bothSidesOfARecordingAreWrittenDown() throws Exception {
    queue("en");

    try (var _ = transcriber(TranscriptionTest::sound)) {
      var transcript = next();

      assertThat(transcript.state()).isEqualTo(Transcript.State.AVAILABLE);
      assertThat(texts(transcript, Party.CALLER)).containsExactly("seven", "zero", "four", "yes");
      assertThat(texts(transcript, Party.CALLED))
          .containsExactly("nine", "eight", "six", "five", "no");
    }
  }

  @Test
  void aDecoderKilledInTheMiddleIsTriedAgainAndTheTranscriptIsWhole() throws Exception {
    queue("en");
    var opened = new AtomicInteger();
    RecordedSound deadly =
        (owner, recording, party) ->
            owner.equals(organisation) && opened.incrementAndGet() == 2
                ? new SequenceInputStream(
                    new SequenceInputStream(sound(owner, recording, party), silentDeed()),
                    sound(owner, recording, party))
                : sound(owner, recording, party);

    try (var _ = transcriber(deadly)) {
      var transcript = next();

      assertThat(transcript.state()).isEqualTo(Transcript.State.AVAILABLE);
      assertThat(transcript.attempts()).isEqualTo(2);
      assertThat(texts(transcript, Party.CALLER)).hasSize(4);
      assertThat(texts(transcript, Party.CALLED)).hasSize(5);
    }
  }

  @Test
  void withoutAModelAPersonIsToldHowToInstallOneAndThenItIsWritten() throws Exception {
    queue("it");

    try (var _ = transcriber(TranscriptionTest::sound)) {
      var without = next();
      assertThat(without.state()).isEqualTo(Transcript.State.NO_MODEL);
      assertThat(without.message())
          .contains("No speech model for Italian (it) is installed: run ./pronto model install it");

      install("it");

      assertThat(next().state()).isEqualTo(Transcript.State.AVAILABLE);
    }
  }

  private Transcriber transcriber(RecordedSound sound) {
    return new Transcriber(
        database, NODE, new LocalSpeech(engine, new Models(models)), sound, this::note, QUICK);
  }

  /** Other tests may have left recordings in the database that are written down here as well. */
  private void note(Tx tx, Transcript transcript) {
    if (transcript.recordingId().equals(recording)) {
      ended.add(transcript);
    }
  }

  private void queue(String language) {
    database.in(
        organisation,
        tx -> {
          TranscriptStore.queue(tx, CallId.next(), recording, language, NODE);
          return null;
        });
  }

  private Transcript next() throws InterruptedException {
    var transcript = ended.poll(60, SECONDS);
    assertThat(transcript).as("an end").isNotNull();
    return transcript;
  }

  private static List<String> texts(Transcript transcript, Party party) {
    return transcript.words().get(party).stream().map(SpokenWord::text).toList();
  }

  private static InputStream sound(OrganisationId organisation, String recording, Party party)
      throws IOException {
    var name = party == Party.CALLER ? "man.wav" : "woman.wav";
    var wav = Files.newInputStream(SPEECH.resolve("wav").resolve(name));
    wav.skipNBytes(WAV_HEADER);
    return wav;
  }

  /** Sound of no length that kills the decoder. */
  private InputStream silentDeed() {
    return new InputStream() {
      @Override
      public int read() {
        killDecoder();
        return -1;
      }
    };
  }

  private void killDecoder() {
    var decoders = javas().filter(child -> !others.contains(child)).toList();
    assertThat(decoders).hasSize(1);
    decoders.forEach(ProcessHandle::destroyForcibly);
    decoders.forEach(decoder -> decoder.onExit().join());
  }

  private static Stream<ProcessHandle> javas() {
    return ProcessHandle.current().children().filter(TranscriptionTest::isJava);
  }

  private static boolean isJava(ProcessHandle child) {
    return child.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  private void install(String language) throws IOException {
    var fresh = models.resolve("." + language);
    var digits = SPEECH.resolve("digits-en");
    try (var files = Files.walk(digits)) {
      for (var file : files.toList()) {
        Files.copy(file, fresh.resolve(digits.relativize(file).toString()));
      }
    }
    Files.move(fresh, models.resolve(language));
  }
}
