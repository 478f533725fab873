package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.db.PageRequest;
import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.transcript.Party;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingStoreTest {
  private final CallId call = CallId.next();
  private final List<String> forgotten = new ArrayList<>();

  @TempDir Path folder;
  private Shelf shelf;
  private RecordingStore store;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder);
    store = new RecordingStore(Ground.database(), shelf.files, (tx, id) -> forgotten.add(id));
  }

  @Test
  void whatIsWrittenIsFoundAgain() throws IOException {
    var recording = written(call);

    var found = store.find(shelf.organisation, recording.id()).orElseThrow();

    assertThat(found).usingRecursiveComparison().isEqualTo(recording);
    assertThat(found.expiresAt())
        .isEqualTo(
            recording
                .startedAt()
                .atZone(ZoneId.of("Europe/Paris"))
                .plus(Period.ofMonths(6))
                .toInstant());
    assertThat(found.number()).contains(Shelf.NUMBER);
  }

  @Test
  void aRecordingThatFailedBeforeItBeganIsKeptToo() {
    var outcome =
        new RecordingEntry.Outcome("failed", Optional.of("The key could not be made"), 0, 0, "{}");
    var entry =
        new RecordingEntry(
            Id.next("rec"), "", "fr", true, "x/y", "", Instant.now(), Optional.of(outcome));
    var failed = Recording.of(shelf.organisation, call, entry);
    write(failed);

    var found = store.find(shelf.organisation, failed.id()).orElseThrow();

    assertThat(found.state()).isEqualTo(Outcome.FAILED);
    assertThat(found.reason()).contains("The key could not be made");
    assertThat(found.manifest().millis()).isZero();
    assertThat(found.number()).isEmpty();
  }

  @Test
  void whatAPartyHasRefusedIsKeptWithItsEvidence() {
    var notice = new JsonObject().put("sha256", "ab").put("refused_by", "caller");
    var evidence = new JsonObject().put("notice", notice).encode();
    var reason = Optional.of("The caller has refused by key");
    var entry =
        new RecordingEntry(
            Id.next("rec"),
            Shelf.NUMBER,
            "fr",
            true,
            "x/y",
            "",
            Instant.now(),
            Optional.of(new RecordingEntry.Outcome("refused", reason, 0, 0, evidence)));
    write(Recording.of(shelf.organisation, call, entry));

    var found = store.find(shelf.organisation, entry.id()).orElseThrow();

    assertThat(found.state()).isEqualTo(Outcome.REFUSED);
    assertThat(found.reason()).isEqualTo(reason);
    assertThat(found.manifest().notice()).contains(notice);
    assertThat(found.manifest().json().getJsonObject("notice")).isEqualTo(notice);
  }

  @Test
  void writingItAgainChangesNothing() throws IOException {
    var recording = written(call);

    write(recording);

    assertThat(page(RecordingFilter.ALL, 10)).containsExactly(recording.id());
  }

  @Test
  void theNewestComeFirstPageByPageAndOnlyThoseWanted() throws IOException {
    var one = written(call);
    var two = written(CallId.next());
    var three = written(CallId.next());

    assertThat(page(RecordingFilter.ALL, 10)).containsExactly(three.id(), two.id(), one.id());
    var first = store.page(shelf.organisation, RecordingFilter.ALL, PageRequest.first(2));
    assertThat(first.items()).extracting(Recording::id).containsExactly(three.id(), two.id());
    assertThat(first.next()).contains(two.id());
    assertThat(page(filter(Optional.of(call), Optional.empty()), 10)).containsExactly(one.id());
    assertThat(page(filter(Optional.empty(), Optional.of("+33999999999")), 10)).isEmpty();
    assertThat(page(filter(Optional.empty(), Optional.of(Shelf.NUMBER)), 10)).hasSize(3);
    var later = Optional.of(Instant.now().plusSeconds(60));
    var none = Optional.<Instant>empty();
    assertThat(page(between(later, none), 10)).isEmpty();
    assertThat(page(between(none, later), 10)).hasSize(3);
    var ofNobody =
        new RecordingFilter(
            Optional.empty(), Optional.of(Set.of("usr_nobody")), Optional.empty(), none, none);
    assertThat(page(ofNobody, 10)).isEmpty();
  }

  @Test
  void eachPartyIsHeardByItselfAsLongAsTheRecordingIsThere() throws IOException {
    var recording = written(call);
    var sound = new StoredSound(store);

    try (var caller = sound.open(shelf.organisation, recording.id(), Party.CALLER);
        var called = sound.open(shelf.organisation, recording.id(), Party.CALLED)) {
      assertThat(caller.readNBytes(4)).containsExactly(1, 0, 2, 0);
      assertThat(called.readNBytes(4)).containsExactly(-1, -1, -2, -1);
    }
    store.delete(shelf.organisation, recording.id());
    assertThatThrownBy(() -> sound.open(shelf.organisation, recording.id(), Party.CALLER))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void nobodyTranscribesOneWhoseEvidenceIsNotWhatIsBoundToItsSound() throws IOException {
    var recording = written(call);
    var sound = new StoredSound(store);
    manifest(recording, "manifest #- '{notice,heard,called}'");

    assertThatThrownBy(() -> sound.open(shelf.organisation, recording.id(), Party.CALLER))
        .isInstanceOf(EvidenceDiffers.class)
        .hasMessageContaining("what the parties were told");

    assertThat(evidence(recording)).isEqualTo(EvidenceState.DIFFERS);
    manifest(recording, "jsonb_set(manifest, '{notice}', '" + Shelf.NOTICE.encode() + "')");
    sound.open(shelf.organisation, recording.id(), Party.CALLER).close();
    assertThat(evidence(recording)).isEqualTo(EvidenceState.BOUND);
  }

  @Test
  void evidenceThatDoesNotShowThatBothHaveHeardTheNoticeOpensNothing() {
    for (var denied :
        List.of(
            new JsonObject().put("policy", "notice"),
            Shelf.NOTICE.copy().put("refused_by", "called"))) {
      assertThatThrownBy(() -> new Evidence(denied).vouchFor(Optional.of(denied)))
          .isInstanceOf(EvidenceDiffers.class)
          .hasMessageContaining("does not show");
    }
    var untold = new JsonObject().put("policy", "none");
    new Evidence(untold).vouchFor(Optional.of(untold));
  }

  private EvidenceState evidence(Recording recording) {
    return store.find(shelf.organisation, recording.id()).orElseThrow().evidence();
  }

  private void manifest(Recording recording, String to) {
    Ground.database()
        .in(
            shelf.organisation,
            tx ->
                tx.update(
                    "update recording set manifest = " + to + " where id = $1", recording.id()));
  }

  @Test
  void nobodyElseSeesOrDeletesIt() throws IOException {
    var recording = written(call);
    var other = Ground.organisation();

    assertThat(store.find(other, recording.id())).isEmpty();
    assertThat(store.delete(other, recording.id())).isFalse();
    assertThat(shelf.folder.resolve(recording.file())).exists();
  }

  @Test
  void deletingTakesRowFileAndAllThatWasMadeOfIt() throws IOException {
    var recording = written(call);

    assertThat(store.delete(shelf.organisation, recording.id())).isTrue();

    assertThat(store.find(shelf.organisation, recording.id())).isEmpty();
    store.removeFiles();
    assertThat(shelf.folder.resolve(recording.file())).doesNotExist();
    assertThat(forgotten).containsExactly(recording.id());
    assertThat(store.delete(shelf.organisation, recording.id())).isFalse();
  }

  @Test
  void aDeletionThatWasBrokenOffLeavesRowAndFileAsTheyWere() throws IOException {
    var recording = written(call);
    assertThatThrownBy(
            () ->
                Ground.database()
                    .in(
                        shelf.organisation,
                        tx -> {
                          store.delete(tx, recording.id());
                          throw new IllegalStateException("power cut");
                        }))
        .hasMessage("power cut");

    store.removeFiles();
    assertThat(shelf.folder.resolve(recording.file())).exists();
    assertThat(store.find(shelf.organisation, recording.id())).isPresent();
  }

  @Test
  void aFileWhoseRowIsGoneIsDeletedByWhoeverComesNext() throws IOException {
    var recording = written(call);
    Ground.database().in(shelf.organisation, tx -> store.delete(tx, recording.id()));
    assertThat(shelf.folder.resolve(recording.file())).exists();
    assertThat(store.find(shelf.organisation, recording.id())).isEmpty();

    try (var _ = new RecordingDisposal(Ground.database(), store)) {
      Waiting.until("it is gone", () -> !Files.exists(shelf.folder.resolve(recording.file())));
    }
  }

  @Test
  void aFileOnAnotherServersDiskIsLeftToThatServer() throws IOException {
    var recording = written(call);
    var elsewhere = new RecordingFiles(folder.resolve("b"), shelf.keys, Optional.empty(), "b");
    Ground.database()
        .in(shelf.organisation, tx -> tx.update("update recording set node = 'this server'"));

    new RecordingStore(Ground.database(), elsewhere, (tx, id) -> {})
        .delete(shelf.organisation, recording.id());

    assertThat(shelf.folder.resolve(recording.file())).exists();
    store.removeFiles();
    assertThat(shelf.folder.resolve(recording.file())).doesNotExist();
  }

  @Test
  void aPathOutOfTheFolderIsRefused() {
    assertThatThrownBy(() -> shelf.files.path("../secrets"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Recording written(CallId ofCall) throws IOException {
    var recording = shelf.available(ofCall, Shelf.frames(800));
    write(recording);
    return recording;
  }

  private void write(Recording recording) {
    Ground.database()
        .in(
            shelf.organisation,
            tx -> {
              RecordingStore.insert(tx, recording);
              return null;
            });
  }

  private List<String> page(RecordingFilter filter, int limit) {
    return store.page(shelf.organisation, filter, PageRequest.first(limit)).items().stream()
        .map(Recording::id)
        .toList();
  }

  private static RecordingFilter filter(Optional<CallId> ofCall, Optional<String> number) {
    return new RecordingFilter(
        ofCall, Optional.empty(), number, Optional.empty(), Optional.empty());
  }

  private static RecordingFilter between(Optional<Instant> from, Optional<Instant> before) {
    return new RecordingFilter(Optional.empty(), Optional.empty(), Optional.empty(), from, before);
  }
}
