package io.pronto.core.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.organisation.OrganisationId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TranscriberTest {
  private static final Pace QUICK =
      new Pace(1, Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMillis(50));

  private final Database database = Ground.database();
  private final TranscriptStore store = new TranscriptStore(database);
  private final OrganisationId organisation = Ground.organisation();
  private final BlockingQueue<Transcript> ended = new LinkedBlockingQueue<>();
  private Transcriber transcriber;

  @BeforeEach
  void leaveNothingOfOthers() {
    Queue.empty(database);
  }

  @AfterEach
  void close() {
    if (transcriber != null) {
      transcriber.close();
    }
  }

  @Test
  void bothPartiesAreWrittenDownEachApart() throws Exception {
    var recording = Queue.one(organisation, "en");

    start((id, language, pcm) -> List.of(word(new String(pcm.readAllBytes(), UTF_8))));

    var transcript = next();
    assertThat(transcript.recordingId()).isEqualTo(recording);
    assertThat(transcript.state()).isEqualTo(Transcript.State.AVAILABLE);
    assertThat(transcript.words().get(Party.CALLER)).containsExactly(word("caller"));
    assertThat(transcript.words().get(Party.CALLED)).containsExactly(word("called"));
    assertThat(store.ofRecording(organisation, recording)).contains(transcript);
  }

  @Test
  void whatIsQueuedLaterIsBegunAtOnce() throws Exception {
    startWith(
        new Pace(1, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(10)),
        saying("yes"));

    Queue.one(organisation, "en");

    assertThat(next().state()).isEqualTo(Transcript.State.AVAILABLE);
  }

  @Test
  void oneThatGoesWrongIsTriedAgain() throws Exception {
    var tries = new AtomicInteger();
    Queue.one(organisation, "en");

    start(
        (id, language, pcm) -> {
          if (tries.incrementAndGet() < 3) {
            throw new IOException("The speech decoder died: signal 9");
          }
          return List.of(word("done"));
        });

    var transcript = next();
    assertThat(transcript.state()).isEqualTo(Transcript.State.AVAILABLE);
    assertThat(transcript.attempts()).isEqualTo(3);
    assertThat(transcript.message()).isEmpty();
  }

  @Test
  void afterThreeTriesItHasFailedForTheReasonOfTheLast() throws Exception {
    Queue.one(organisation, "en");

    start(
        (id, language, pcm) -> {
          throw new IOException("The speech decoder died: signal 11");
        });

    var transcript = next();
    assertThat(transcript.state()).isEqualTo(Transcript.State.FAILED);
    assertThat(transcript.attempts()).isEqualTo(3);
    assertThat(transcript.message())
        .contains(
            "Given up after 3 tries. The last: It could not be read or decoded; the server's log"
                + " says why");
  }

  @Test
  void withoutAModelItWaitsUntilThatIsInstalled() throws Exception {
    var recording = Queue.one(organisation, "qm");
    var speech =
        new Speech(
            (id, language, pcm) -> {
              throw new NoSpeechModel("run ./pronto model install qm");
            });
    startWith(QUICK, speech);
    var without = next();
    assertThat(without.state()).isEqualTo(Transcript.State.NO_MODEL);
    assertThat(without.message()).contains("run ./pronto model install qm");

    speech.ear = saying("at last").ear;
    speech.languages = Set.of("qm");

    var transcript = next();
    assertThat(transcript.recordingId()).isEqualTo(recording);
    assertThat(transcript.state()).isEqualTo(Transcript.State.AVAILABLE);
    assertThat(transcript.message()).isEmpty();
  }

  @Test
  void whatAKilledProcessHadBegunIsTakenOver() throws Exception {
    Queue.one(organisation, "en");
    var dead = new TranscriptJobs(database, Queue.NODE).claim(Duration.ofSeconds(1)).orElseThrow();

    start(saying("taken over"));

    var transcript = next();
    assertThat(transcript.id()).isEqualTo(dead.id());
    assertThat(transcript.text()).isEqualTo("taken over\ntaken over");
    assertThat(transcript.attempts()).isEqualTo(2);
  }

  @Test
  void theResultOfOneWhoLostItsLeaseIsThrownAway() throws Exception {
    var recording = Queue.one(organisation, "en");
    var jobs = new TranscriptJobs(database, Queue.NODE);
    var late = jobs.claim(Duration.ofSeconds(1)).orElseThrow();
    start(saying("in time"));
    next();

    jobs.done(late, Map.of(Party.CALLER, List.of(word("late"))), this::heard);
    jobs.retry(late, "late", Duration.ZERO);

    var transcript = store.ofRecording(organisation, recording).orElseThrow();
    assertThat(transcript.state()).isEqualTo(Transcript.State.AVAILABLE);
    assertThat(transcript.text()).isEqualTo("in time\nin time");
    assertThat(ended).isEmpty();
  }

  @Test
  void oneWhoseProcessDiedThreeTimesIsGivenUp() throws Exception {
    Queue.one(organisation, "en");
    var jobs = new TranscriptJobs(database, Queue.NODE);
    for (int i = 0; i < 3; i++) {
      var begun = jobs.claim(Duration.ofHours(1)).orElseThrow();
      database.in(organisation, tx -> tx.update("update transcript set due_at = now()"));
      assertThat(begun.attempts()).isEqualTo(i + 1);
    }

    start(saying("never"));

    var transcript = next();
    assertThat(transcript.state()).isEqualTo(Transcript.State.FAILED);
    assertThat(transcript.message().orElseThrow()).contains("died each time");
  }

  @Test
  void slowWorkKeepsItsLease() throws Exception {
    Queue.one(organisation, "en");
    var pace = new Pace(1, Duration.ofSeconds(4), Duration.ZERO, Duration.ofMillis(50));
    var begun = new CountDownLatch(1);
    var leaseIsOver = new CountDownLatch(1);
    startWith(
        pace,
        new Speech(
            (id, language, pcm) -> {
              begun.countDown();
              Interruptibly.await(leaseIsOver);
              return List.of(word("slow"));
            }));
    assertThat(begun.await(60, SECONDS)).isTrue();

    try (var _ =
        new Transcriber(database, Queue.NODE, saying("stolen"), Heard::sound, this::heard, pace)) {
      assertThat(ended.poll(pace.lease().toSeconds() + 1, SECONDS)).isNull();
      leaseIsOver.countDown();

      assertThat(next().text()).isEqualTo("slow\nslow");
    }
  }

  @Test
  void closingPutsTheWorkBackAndCountsItNot() throws Exception {
    var recording = Queue.one(organisation, "en");
    var begun = new CountDownLatch(1);
    start(
        (id, language, pcm) -> {
          begun.countDown();
          Interruptibly.await(new CountDownLatch(1));
          return List.of();
        });
    assertThat(begun.await(60, SECONDS)).isTrue();

    transcriber.close();

    var transcript = store.ofRecording(organisation, recording).orElseThrow();
    assertThat(transcript.state()).isEqualTo(Transcript.State.QUEUED);
    assertThat(transcript.attempts()).isZero();
  }

  @Test
  void whatFinishedAddsStandsOrFallsWithTheTranscript() throws Exception {
    var recording = Queue.one(organisation, "en");
    var heard = new CountDownLatch(2);

    transcriber =
        new Transcriber(
            database,
            Queue.NODE,
            saying("yes"),
            Heard::sound,
            (tx, transcript) -> {
              tx.update("update organisation set name = 'Told'");
              heard.countDown();
              if (heard.getCount() > 0) {
                throw new IllegalStateException("the event could not be written");
              }
              ended.add(transcript);
            },
            QUICK);

    assertThat(next().attempts()).isEqualTo(2);
    assertThat(store.ofRecording(organisation, recording).orElseThrow().state())
        .isEqualTo(Transcript.State.AVAILABLE);
  }

  private void start(Ear ear) {
    start(new Speech(ear));
  }

  private void start(Speech speech) {
    startWith(QUICK, speech);
  }

  private void startWith(Pace pace, Speech speech) {
    transcriber = new Transcriber(database, Queue.NODE, speech, Heard::sound, this::heard, pace);
  }

  private void heard(Tx tx, Transcript transcript) {
    ended.add(transcript);
  }

  private Transcript next() throws InterruptedException {
    var transcript = ended.poll(60, SECONDS);
    assertThat(transcript).as("an end").isNotNull();
    awaitCommit(transcript.id());
    return store.find(organisation, transcript.id()).orElseThrow();
  }

  private void awaitCommit(String id) {
    database.in(organisation, tx -> tx.one("select from transcript where id = $1 for update", id));
  }

  private static Speech saying(String text) {
    return new Speech((id, language, pcm) -> List.of(word(text)));
  }

  private static SpokenWord word(String text) {
    return new SpokenWord(text, Duration.ZERO, Duration.ofMillis(500), 1);
  }

  private interface Ear {
    List<SpokenWord> hear(String id, String language, InputStream pcm)
        throws IOException, NoSpeechModel;
  }

  /** Speech to text that hears what a test says. */
  private static final class Speech implements SpeechToText {
    private volatile Ear ear;
    private volatile Set<String> languages = Set.of();

    Speech(Ear ear) {
      this.ear = ear;
    }

    @Override
    public Set<String> languages() {
      return languages;
    }

    @Override
    public List<SpokenWord> transcribe(String id, String language, InputStream pcm)
        throws IOException, NoSpeechModel {
      return ear.hear(id, language, pcm);
    }
  }

  private static final class Heard {
    static InputStream sound(OrganisationId organisation, String recording, Party party) {
      return new ByteArrayInputStream(party.code().getBytes(UTF_8));
    }
  }

  private static final class Interruptibly {
    static void await(CountDownLatch latch) throws InterruptedIOException {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted");
      }
    }
  }
}
