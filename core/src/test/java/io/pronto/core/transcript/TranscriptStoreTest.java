package io.pronto.core.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.db.Database;
import io.pronto.core.db.PageRequest;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TranscriptStoreTest {
  private static final TranscriptFilter ALL = TranscriptFilter.ALL;

  private static final Duration LEASE = Duration.ofHours(1);

  private static final Finished UNHEARD = (tx, transcript) -> {};

  private final Database database = Ground.database();
  private final TranscriptStore store = new TranscriptStore(database);
  private final TranscriptJobs jobs = new TranscriptJobs(database, Queue.NODE);
  private final OrganisationId organisation = Ground.organisation();

  @BeforeEach
  void leaveNothingOfOthers() {
    Queue.empty(database);
  }

  @Test
  void aQueuedTranscriptIsFoundByItsRecording() {
    var call = CallId.next();
    var recording = Id.next("rec");

    database.in(
        organisation,
        tx -> {
          TranscriptStore.queue(tx, call, recording, "fr", Queue.NODE);
          return null;
        });

    var queued = store.ofRecording(organisation, recording).orElseThrow();
    assertThat(queued.state()).isEqualTo(Transcript.State.QUEUED);
    assertThat(queued.call()).isEqualTo(call);
    assertThat(queued.language()).isEqualTo("fr");
    assertThat(queued.attempts()).isZero();
    assertThat(queued.words()).isEmpty();
    assertThat(store.find(organisation, queued.id())).contains(queued);
  }

  @Test
  void itIsKeptForSixMonths() {
    var queued = store.ofRecording(organisation, Queue.one(organisation, "en")).orElseThrow();

    var sixMonths = Instant.now().atZone(ZoneOffset.UTC).plusMonths(6).toInstant();
    assertThat(queued.expiresAt())
        .isBetween(sixMonths.minus(Duration.ofDays(1)), sixMonths.plus(Duration.ofDays(1)));
  }

  @Test
  void aRecordingHasOneTranscriptHoweverOftenItIsQueued() {
    var recording = Queue.one(organisation, "en");
    Queue.again(organisation, recording, "fr");

    assertThat(store.page(organisation, ALL, PageRequest.first(10)).items()).hasSize(1);
    assertThat(store.ofRecording(organisation, recording).orElseThrow().language()).isEqualTo("en");
  }

  @Test
  void whatIsQueuedInATransactionThatFailsIsNotQueued() {
    var recording = Id.next("rec");

    assertThatThrownBy(
            () ->
                database.in(
                    organisation,
                    tx -> {
                      TranscriptStore.queue(tx, CallId.next(), recording, "en", Queue.NODE);
                      throw new IllegalStateException("no recording after all");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(store.ofRecording(organisation, recording)).isEmpty();
    assertThat(jobs.claim(Duration.ofHours(1))).isEmpty();
  }

  @Test
  void anotherOrganisationFindsNothing() {
    var recording = Queue.one(organisation, "en");
    var id = store.ofRecording(organisation, recording).orElseThrow().id();
    var other = Ground.organisation();

    assertThat(store.find(other, id)).isEmpty();
    assertThat(store.ofRecording(other, recording)).isEmpty();
    assertThat(store.page(other, ALL, PageRequest.first(10)).items()).isEmpty();
    List<Row> seen = database.asStranger(tx -> tx.query("select id from transcript"));
    assertThat(seen).isEmpty();
  }

  @Test
  void theQueueTellsAStrangerNothingButIds() {
    Queue.one(organisation, "en");

    var row =
        database.asStranger(tx -> tx.one("select * from claim_transcript(3600, $1)", Queue.NODE));

    assertThat(row.orElseThrow().toJson().fieldNames())
        .containsExactlyInAnyOrder("organisation_id", "id");
  }

  @Test
  void aServerTakesWhatItHasTheSoundOf() {
    var recording = Queue.one(organisation, "en");
    var others = new TranscriptJobs(database, "there");

    assertThat(others.claim(LEASE)).isEmpty();
    assertThat(jobs.claim(LEASE)).get().extracting(Transcript::recordingId).isEqualTo(recording);
  }

  /** A recording that was moved to an object store, and waits to be written down. */
  private String moved() {
    var recording = Queue.one(organisation, "en");
    database.in(
        organisation,
        tx ->
            tx.update(
                """
                insert into recording (id, organisation_id, call_id, started_at, millis, state,
                                       path, wrapped_key, manifest, bytes, expires_at, uploaded_at)
                values ($1, acting_organisation(), $2, now(), 1000, 'available',
                        $1 || '.sealed', '\\x00', '{}', 1, now() + interval '1 day', now())
                """,
                recording,
                CallId.next().value()));
    return recording;
  }

  @Test
  void anyServerTakesWhatAnObjectStoreHas() {
    var recording = moved();
    var others = new TranscriptJobs(database, "there");

    assertThat(others.claim(LEASE)).get().extracting(Transcript::recordingId).isEqualTo(recording);
  }

  @Test
  void transcriptsAreFoundByWhatWasSaid() {
    var delivery = written("the delivery comes on Tuesday", "thank you very much");
    var invoice = written("the invoice is wrong", "which invoice");

    assertThat(found("INVOICE")).containsExactly(invoice);
    assertThat(found("\"thank you\"")).containsExactly(delivery);
    assertThat(found("tuesday or invoice")).containsExactly(invoice, delivery);
    assertThat(found("the -invoice")).containsExactly(delivery);
    assertThat(found("nobody")).isEmpty();
    assertThat(found("' & | ! :* ((")).isEmpty();
  }

  @Test
  void frenchAndItalianAreFoundInAnyFormWithOrWithoutAccents() {
    var french = written("fr", "les réclamations ont été réglées à Noël", "c’est une œuvre");
    var italian = written("it", "perché le consegne arriveranno lunedì", "è già così");

    for (var query : List.of("réclamation", "RECLAMATION", "régler", "regler", "noel", "oeuvre")) {
      assertThat(found(query)).as(query).containsExactly(french);
    }
    for (var query : List.of("consegna", "arriverà", "lunedi", "lunedì", "perche", "arrivare")) {
      assertThat(found(query)).as(query).containsExactly(italian);
    }
    assertThat(found("réclamation -noel")).isEmpty();
    assertThat(found("réclamation or consegna")).containsExactly(italian, french);
  }

  @Test
  void aListGoesOnAfterTheLastOneSeen() {
    var oldest = written("one", "");
    var middle = written("two", "");
    var newest = written("three", "");

    var first = store.page(organisation, ALL, PageRequest.first(2));
    assertThat(first.items()).extracting(Transcript::recordingId).containsExactly(newest, middle);

    var rest =
        store.page(organisation, ALL, new PageRequest(2, first.next(), Optional.empty(), true));
    assertThat(rest.items()).extracting(Transcript::recordingId).containsExactly(oldest);
  }

  @Test
  void whatWasDeletedIsFoundNoMore() {
    var recording = written("secret", "words");

    boolean deleted = database.in(organisation, tx -> TranscriptStore.delete(tx, recording));
    assertThat(deleted).isTrue();

    assertThat(store.ofRecording(organisation, recording)).isEmpty();
    assertThat(found("secret")).isEmpty();
  }

  @Test
  void wordsComeBackAsTheyWereWritten() {
    var recording = Queue.one(organisation, "en");
    var words =
        Map.of(
            Party.CALLER,
            List.of(
                new SpokenWord("oui", Duration.ofMillis(1_230), Duration.ofMillis(1_587), 0.93)),
            Party.CALLED,
            List.<SpokenWord>of());

    jobs.done(jobs.claim(Duration.ofHours(1)).orElseThrow(), words, UNHEARD);

    var written = store.ofRecording(organisation, recording).orElseThrow();
    assertThat(written.state()).isEqualTo(Transcript.State.AVAILABLE);
    assertThat(written.words()).isEqualTo(words);
    assertThat(written.text()).isEqualTo("oui");
  }

  private List<String> found(String query) {
    var filter =
        new TranscriptFilter(
            Optional.of(query), Optional.empty(), Optional.empty(), Optional.empty());
    return store.page(organisation, filter, PageRequest.first(10)).items().stream()
        .map(Transcript::recordingId)
        .toList();
  }

  private String written(String caller, String called) {
    return written("en", caller, called);
  }

  private String written(String language, String caller, String called) {
    var recording = Queue.one(organisation, language);
    var job = jobs.claim(Duration.ofHours(1)).orElseThrow();
    jobs.done(
        job, Map.of(Party.CALLER, words(caller, 0), Party.CALLED, words(called, 60)), UNHEARD);
    return recording;
  }

  private static List<SpokenWord> words(String text, int second) {
    var start = Duration.ofSeconds(second);
    return text.isEmpty()
        ? List.of()
        : List.of(text.split(" ")).stream()
            .map(word -> new SpokenWord(word, start, start, 1))
            .toList();
  }
}
