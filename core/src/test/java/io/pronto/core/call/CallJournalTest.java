package io.pronto.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.db.Database;
import io.pronto.core.event.Event;
import io.pronto.core.event.EventStore;
import io.pronto.core.event.Outbox;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallJournalTest {
  private final Database database = Ground.database();
  private final Outbox outbox = new Outbox(database);
  private final CdrStore cdrs = new CdrStore(database);
  private final OrganisationId organisation = Ground.organisation();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void aCallThatEndedIsInTheDatabaseAndNoLongerOnTheDisk() throws IOException {
    var call = Calls.begun(Optional.of(organisation));
    try (var journal = open()) {
      journal.begin(call);
      journal.end(Calls.ended(call));
      written(call.id());
      assertThat(journal.live()).isZero();
    }

    var stored = cdrs.find(organisation, call.id()).orElseThrow();
    var trace = cdrs.trace(organisation, call.id());
    assertThat(Calls.whole(stored, trace)).isEqualTo(Calls.ended(call));
    assertThat(stored.cdr().duration()).hasMillis(61_500);
    assertThat(stored.deleteAfter()).isEqualTo(day(call).plusMonths(12));
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aCallToANumberThatNobodyRentsIsTheOperatorsAlone() {
    var call = Calls.begun(Optional.empty());
    try (var journal = open()) {
      journal.begin(call);
      journal.end(Calls.ended(call));
      Waiting.until("written", () -> ofNobody(call.id()));
    }

    assertThat(cdrs.find(organisation, call.id())).isEmpty();
  }

  @Test
  void whatIsWrittenWithARecordIsWrittenOnceAndInItsTransaction() {
    var ran = new ConcurrentLinkedQueue<CallId>();
    var call = Calls.recorded(Calls.begun(Optional.of(organisation)));
    CdrStep step =
        (tx, cdr) -> {
          assertThat(tx.one("select from cdr where id = $1", cdr.id().value())).isPresent();
          ran.add(cdr.id());
        };
    try (var journal = open(step)) {
      journal.begin(call);
      journal.end(Calls.ended(call));
      journal.end(Calls.ended(call));
      written(call.id());
    }

    assertThat(ran).containsExactly(call.id());
    assertThat(events())
        .extracting(Event::type)
        .containsExactly("call.ended", "recording.available");
  }

  @Test
  void whatWasPublishedDuringACallComesBeforeItsEnd() {
    var call = Calls.begun(Optional.of(organisation));
    var ended = Calls.ended(call);
    var types = List.of("call.created", "call.ringing", "call.answered", "call.hungup");
    try (var journal = open()) {
      journal.begin(call);
      types.forEach(type -> outbox.publish(organisation, type, new JsonObject()));
      journal.end(ended);
      written(call.id());
    }

    assertThat(events())
        .extracting(Event::type)
        .startsWith(types.toArray(String[]::new))
        .last()
        .isEqualTo("call.ended");
  }

  @Test
  void theEndOfACallIsToldWithItsReasons() {
    var call = Calls.recorded(Calls.begun(Optional.of(organisation)));
    try (var journal = open()) {
      journal.begin(call);
      journal.end(Calls.ended(call));
      written(call.id());
    }

    var told = events().getFirst().data();
    assertThat(told.getString("call_id")).isEqualTo(call.id().value());
    assertThat(told.getString("reason")).isEqualTo("normal");
    assertThat(told.getInteger("sip_status")).isEqualTo(200);
    assertThat(told.getInteger("q850_cause")).isEqualTo(16);
    assertThat(told.getInteger("duration")).isEqualTo(61);
    assertThat(told.getInteger("talked")).isEqualTo(60);
  }

  @Test
  void aStepThatFailsLeavesNothingOfItsCallAndHoldsUpNoOther() {
    var bad = Calls.begun(Optional.of(organisation));
    var good = Calls.begun(Optional.of(organisation));
    CdrStep step =
        (tx, cdr) -> {
          if (cdr.id().equals(bad.id())) {
            throw new IllegalStateException("cannot be done");
          }
        };
    try (var journal = open(step)) {
      List.of(bad, good).forEach(journal::begin);
      List.of(bad, good).forEach(call -> journal.end(Calls.ended(call)));
      written(good.id());
      Waiting.until("settled", () -> journal.waiting() == 0);
    }
    assertThat(cdrs.find(organisation, bad.id())).isEmpty();

    try (var _ = open()) {
      written(bad.id());
    }

    assertThat(events()).hasSize(2);
  }

  @Test
  void callsThatWereGoingOnWhenTheProcessDiedEndThen() throws IOException {
    var before = Instant.now().minusSeconds(10).truncatedTo(ChronoUnit.MICROS);
    var rings = Calls.begun(Optional.of(organisation), before);
    var talks = Calls.recorded(Calls.begun(Optional.of(organisation), before));
    var died = leave("live", rings, talks);

    var outcome = new RecordingEntry.Outcome("available", Optional.empty(), 1000, 16_000, "{}");
    try (var journal = CallJournal.open(spool(), database, outbox, List.of(), entry -> outcome)) {
      written(rings.id());
      written(talks.id());
      assertThat(journal.live()).isZero();
    }

    var stored = cdrs.find(organisation, talks.id()).orElseThrow();
    assertThat(stored.cdr().cause()).contains(HangupCause.SERVER_FAILURE);
    assertThat(stored.cdr().endedAt()).contains(died);
    assertThat(stored.legs()).allSatisfy(leg -> assertThat(leg.endedAt()).contains(died));
    assertThat(stored.recordingIds()).containsExactly(talks.recordings().getFirst().id());
    assertThat(events()).extracting(Event::type).contains("recording.available");
  }

  @Test
  void aRecordingThatCannotBeExaminedHasFailedAndItsCallIsStillWritten() throws IOException {
    var talks = Calls.recorded(Calls.begun(Optional.of(organisation)));
    leave("live", talks);

    var journal =
        CallJournal.open(
            spool(),
            database,
            outbox,
            List.of(),
            entry -> {
              throw new IllegalStateException("no such file");
            });
    try (journal) {
      written(talks.id());
    }

    assertThat(events()).extracting(Event::type).contains("recording.failed");
  }

  @Test
  void whatIsDamagedIsSetAsideAndTheRestIsWritten() throws IOException {
    var first = Calls.ended(Calls.begun(Optional.of(organisation)));
    var second = Calls.ended(Calls.begun(Optional.of(organisation)));
    leave("done", first);
    var log = spooled().getFirst();
    append(log, "\0\1\2 nothing that a journal writes\n");
    append(log, "done " + CallId.next() + " {\"id\": 7}\n");
    append(log, "live " + CallId.next() + " {]\n");
    leave("done", second);
    append(spooled().getLast(), "done " + CallId.next() + " {\"id\": \"stops in the mid");

    try (var journal = open()) {
      written(first.id());
      written(second.id());
      Waiting.until("settled", () -> journal.waiting() == 0);
    }

    assertThat(Files.readString(spool().resolve("corrupt.log")))
        .contains("nothing that a journal writes", "{\"id\": 7}", "{]", "stops in the mid");
    assertThat(spooled()).isEmpty();
  }

  @Test
  void onlyItsOwnerReadsTheSpool() throws IOException {
    try (var journal = open()) {
      journal.begin(Calls.begun(Optional.of(organisation)));

      assertThat(permissions(spool())).isEqualTo("rwx------");
      for (var file : spooled()) {
        assertThat(permissions(file)).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void twoProcessesCannotHaveOneSpool() {
    try (var _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("Another process uses " + spool());
    }
  }

  @Test
  void anInterruptedCallIsAccountedForAndHarmsNoOther() throws InterruptedException {
    var interrupted = Calls.begun(Optional.of(organisation));
    var other = Calls.begun(Optional.of(organisation));
    try (var journal = open()) {
      Thread.ofVirtual()
          .start(
              () -> {
                Thread.currentThread().interrupt();
                journal.begin(interrupted);
                journal.end(Calls.ended(interrupted));
              })
          .join();
      journal.begin(other);
      journal.end(Calls.ended(other));

      written(interrupted.id());
      written(other.id());
    }
  }

  @Test
  void aCallWithoutAnEndCannotBeEnded() {
    var call = Calls.begun(Optional.of(organisation));
    try (var journal = open()) {
      assertThatThrownBy(() -> journal.end(call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(call.id().value());
    }
  }

  @Test
  void manyCallsAtOnceAreEachWrittenOnce() {
    var calls =
        IntStream.range(0, 1000).mapToObj(i -> Calls.begun(Optional.of(organisation))).toList();
    try (var journal = open()) {
      calls.parallelStream()
          .forEach(
              call -> {
                journal.begin(call);
                journal.note(Calls.recorded(call));
                journal.end(Calls.ended(call));
              });
      Waiting.until("written", () -> journal.waiting() == 0);
    }

    assertThat(count()).isEqualTo(1000);
    assertThat(events()).extracting(Event::sequence).containsExactlyElementsOf(upTo(1000));
  }

  private CallJournal open(CdrStep... steps) {
    return CallJournal.open(
        spool(),
        database,
        outbox,
        List.of(steps),
        entry -> {
          throw new AssertionError("no recording to examine");
        });
  }

  private Path spool() {
    return folder.resolve("spool");
  }

  /** Leaves a log as a killed process would; returns when it was last known to live. */
  private Instant leave(String state, CallDetailRecord... calls) throws IOException {
    Files.createDirectories(spool());
    var log = spool().resolve("calls-%012d.log".formatted(spooled().size() + 1));
    for (var call : calls) {
      append(log, state + ' ' + call.id() + ' ' + new String(CdrJson.bytes(call)) + '\n');
    }
    append(spool().resolve("alive"), "");
    var died = Instant.now().minusSeconds(3).truncatedTo(ChronoUnit.MICROS);
    for (var file : List.of(log, spool().resolve("alive"))) {
      Files.setLastModifiedTime(file, FileTime.from(died));
    }
    return died;
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<Path> spooled() throws IOException {
    try (var files = Files.list(spool())) {
      return files.filter(file -> file.toString().contains("calls-")).sorted().toList();
    }
  }

  private void written(CallId call) {
    Waiting.until(call + " written", () -> cdrs.find(organisation, call).isPresent());
  }

  private boolean ofNobody(CallId call) {
    return database
        .asOperator(tx -> tx.one("select from cdr where id = $1", call.value()))
        .isPresent();
  }

  private long count() {
    return database
        .in(organisation, tx -> tx.one("select count(*) from cdr"))
        .orElseThrow()
        .getLong(0);
  }

  private List<Event> events() {
    return new EventStore(database).after(organisation, 0, 2000);
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static LocalDate day(CallDetailRecord call) {
    return LocalDate.ofInstant(call.startedAt(), ZoneId.of("Europe/Paris"));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
