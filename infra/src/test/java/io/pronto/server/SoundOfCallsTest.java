package io.pronto.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallDetailRecord;
import io.pronto.core.call.CallId;
import io.pronto.core.call.Calls;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Packets;
import io.pronto.core.manifest.TrackBuilder;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.recording.RecordingStore;
import io.pronto.media.speech.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the recordings of a call that has ended. */
class SoundOfCallsTest {
  private static final Path MODEL = Path.of("../media/src/test/speech/digits-en");

  @TempDir Path models;
  private final OrganisationId organisation = Ground.organisation();
  private String number;

  @BeforeEach
  void open() throws IOException {
    try (var all = Files.walk(MODEL)) {
      for (var file : all.toList()) {
        Files.copy(file, models.resolve("en").resolve(MODEL.relativize(file).toString()));
      }
    }
    number = rent();
  }

  @Test
  void aRecordingIsNotHeardBeforeItWasLookedThrough() {
    assertThat(followed("available", "en", 1_000)).isEqualTo("pending queued");
    assertThat(followed("available", "fr", 1_000)).isEqualTo("unexamined queued");
  }

  @Test
  void nobodyLooksWhereTheNumbersPolicyDoesNotAskForIt() {
    Ground.database()
        .in(
            organisation,
            tx ->
                tx.update(
                    "update phone_number set recording_redact = false where number = $1", number));

    assertThat(followed("available", "en", 1_000)).isEqualTo("off queued");
  }

  @Test
  void theSoundOfOneThatFailedIsLookedThroughTooAndNeverTakenForClean() {
    assertThat(followed("failed", "en", 1_000)).isEqualTo("pending queued");
    assertThat(followed("failed", "en", 0)).isEqualTo("unexamined -");
    assertThat(followed("empty", "en", 0)).isEqualTo("off -");
  }

  @Test
  void oneWhoseFileComesLateIsLookedThroughAsAnyOther() {
    var failed = entry("failed", "en", 0);
    assertThat(followed(failed)).isEqualTo("unexamined -");

    Ground.database()
        .in(
            organisation,
            tx -> {
              var late = failed.ended(outcome("available", 1_000));
              new SoundOfCalls(new Models(models), "node-1").follow(tx, CallId.next(), late);
              return late;
            });

    assertThat(state(failed)).isEqualTo("pending queued");
  }

  /** The state of its redaction, and that of its transcript if there is one. */
  private String followed(String state, String language, int millis) {
    return followed(entry(state, language, millis));
  }

  private RecordingEntry entry(String state, String language, int millis) {
    return new RecordingEntry(
        Id.next("rec"),
        number,
        language,
        true,
        "some.sealed",
        "a2V5",
        Instant.now(),
        Optional.of(outcome(state, millis)));
  }

  private static RecordingEntry.Outcome outcome(String state, int millis) {
    var track = new TrackBuilder(8_000);
    track.add(Content.SOUND, 8L * millis);
    var sound = track.track(new Packets(1, 1, 1));
    return new RecordingEntry.Outcome(
        state,
        Optional.of(state),
        millis,
        millis,
        new Manifest(true, sound, sound).json().encode());
  }

  private String followed(RecordingEntry entry) {
    var cdr = with(Calls.recorded(Calls.begun(Optional.of(organisation))), entry);
    Ground.database()
        .in(
            organisation,
            tx -> {
              RecordingStore.insert(tx, cdr);
              new SoundOfCalls(new Models(models), "node-1").follow(tx, cdr);
              return cdr;
            });
    return state(entry);
  }

  private String state(RecordingEntry entry) {
    return Ground.database()
        .in(
            organisation,
            tx ->
                tx.one(
                        """
                        select redaction || ' ' || coalesce((select state from transcript
                                                              where recording_id = r.id), '-')
                          from recording r where id = $1
                        """,
                        entry.id())
                    .orElseThrow()
                    .getString(0));
  }

  private static CallDetailRecord with(CallDetailRecord cdr, RecordingEntry entry) {
    return new CallDetailRecord(
        cdr.id(),
        cdr.organisation(),
        cdr.direction(),
        cdr.caller(),
        cdr.called(),
        cdr.startedAt(),
        cdr.ringingAt(),
        cdr.answeredAt(),
        cdr.endedAt(),
        cdr.cause(),
        cdr.sipStatus(),
        cdr.endedBy(),
        cdr.diversions(),
        cdr.legs(),
        List.of(entry),
        cdr.node(),
        cdr.trace());
  }

  private String rent() {
    var rented = "+3318" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
    var carrier = Id.next("car");
    Ground.database()
        .asOperator(
            tx -> {
              tx.update("insert into carrier (id, name) values ($1, $1)", carrier);
              return tx.update(
                  """
                  insert into number_block (id, carrier_id, first, last, country, type)
                  values ($1, $2, $3, $3, 'FR', 'geographic')
                  """,
                  Id.next("blk"),
                  carrier,
                  rented);
            });
    Ground.database().in(organisation, tx -> tx.one("select rent_number($1)", rented));
    return rented;
  }
}
