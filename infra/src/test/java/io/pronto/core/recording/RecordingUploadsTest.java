package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Waiting;
import io.pronto.core.call.CallId;
import io.pronto.core.object.ObjectStore;
import io.pronto.core.object.ObjectStoreSettings;
import io.pronto.core.object.StoreRefuses;
import io.pronto.core.subprocessor.Announced;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.transcript.TranscriptStore;
import io.pronto.peer.BrokenLink;
import io.pronto.peer.ObjectServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings on their way to a real server that speaks S3. */
class RecordingUploadsTest {
  private static final RecordingUploads.Pace QUICK =
      new RecordingUploads.Pace(Duration.ofMillis(20), Duration.ofMillis(200));
  private static final byte[] SOUND = Shelf.frames(60_000);

  @TempDir Path folder;
  @TempDir Path elsewhere;
  @TempDir Path kept;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private ObjectServer server;
  private ObjectStore objects;
  private Shelf shelf;
  private RecordingFiles files;
  private RecordingStore store;

  @BeforeEach
  void open() throws IOException {
    server = new ObjectServer(kept);
    objects = new ObjectStore(server.settings());
    shelf = new Shelf(folder);
    files = new RecordingFiles(folder, shelf.keys, Optional.of(objects));
    store = new RecordingStore(Ground.database(), files, TranscriptStore::delete);
  }

  @AfterEach
  void close() {
    objects.close();
    server.close();
  }

  @Test
  void whatWasMovedIsHeardByAnyServerInWholeAndInParts() throws IOException {
    server.start();
    var recording = written();
    var before = wav(files, recording);

    try (var _ = uploads()) {
      awaitMoved(recording);
    }

    var other = new RecordingFiles(elsewhere, shelf.keys, Optional.of(objects));
    assertThat(wav(other, recording)).isEqualTo(before);
    try (var audio = other.audio(recording)) {
      for (int from : new int[] {0, 43, 100_001, 239_990}) {
        var part = ByteBuffer.allocate(50);
        audio.read(from, part);
        assertThat(part.flip())
            .isEqualTo(
                ByteBuffer.wrap(
                    Arrays.copyOfRange(before, from, Math.min(before.length, from + 50))));
      }
    }
    assertThat(meters.get("pronto.recording.uploads").tag("result", "done").counter().count())
        .isEqualTo(1);
    try (var stored = Files.walk(kept)) {
      for (var file : stored.filter(each -> each.toString().endsWith("_object")).toList()) {
        assertThat(RecordingHeader.of(file).recording()).as("sealed").isEqualTo(recording.id());
      }
    }
  }

  @Test
  void whileTheStoreIsAwayAllStaysOnTheDiskAndIsHeardThere() throws IOException {
    var recordings = new ArrayList<Recording>();
    for (int i = 0; i < 3; i++) {
      recordings.add(written());
    }

    try (var _ = uploads()) {
      Waiting.until("it was tried and tried again", () -> failures() >= 3);
      assertThat(meters.get("pronto.recording.uploads.waiting").gauge().value()).isEqualTo(3);
      for (var recording : recordings) {
        assertThat(folder.resolve(recording.file())).exists();
        assertThat(wav(files, recording)).hasSize(44 + SOUND.length);
      }
      server.start();
      recordings.forEach(this::awaitMoved);
    }

    assertThat(server.objects()).isEqualTo(3);
    for (var recording : recordings) {
      assertThat(wav(files, recording)).hasSize(44 + SOUND.length);
    }
  }

  @Test
  void whoDiedInTheMiddleIsFollowedBySomebodyWhoFinishes() throws IOException {
    server.start();
    var halfSent = written();
    var half = Files.write(elsewhere.resolve("half"), Arrays.copyOf(SOUND, 999));
    objects.put(halfSent.file(), half);
    var sent = written();
    objects.put(sent.file(), folder.resolve(sent.file()));
    var known = written();
    Ground.database()
        .in(
            shelf.organisation,
            tx -> tx.update("update recording set uploaded_at = now() where id = $1", known.id()));

    try (var _ = uploads()) {
      awaitMoved(halfSent);
      awaitMoved(sent);
      awaitMoved(known);
    }

    assertThat(wav(files, halfSent)).hasSize(44 + SOUND.length);
    assertThat(wav(files, sent)).hasSize(44 + SOUND.length);
    assertThat(wav(files, known)).hasSize(44 + SOUND.length);
  }

  @Test
  void whatIsStillBeingRecordedStays() throws IOException {
    server.start();
    var entry = shelf.record(CallId.next(), SOUND, false);
    var over = written();

    try (var _ = uploads()) {
      awaitMoved(over);
    }

    assertThat(folder.resolve(entry.file())).exists();
    assertThat(server.objects()).isEqualTo(1);
  }

  @Test
  void brokenFilesKeepNoOtherFromBeingMovedAndStay() throws IOException {
    server.start();
    var empty = Files.createFile(beside(written(), "rec_0000.sealed"));
    var zeroed = Files.write(beside(written(), "rec_0001.sealed"), new byte[500]);
    var headless = written();
    Files.write(folder.resolve(headless.file()), Arrays.copyOf(SOUND, 30));
    var whole = written();

    try (var _ = uploads()) {
      awaitMoved(whole);
      Waiting.until("they are counted", () -> gauge("pronto.recording.uploads.broken") == 3);
    }

    assertThat(empty).exists();
    assertThat(zeroed).exists();
    assertThat(folder.resolve(headless.file())).exists();
  }

  private Path beside(Recording recording, String name) {
    return folder.resolve(recording.file()).resolveSibling(name);
  }

  @Test
  void filesThatTheStoreDoesNotTakeKeepNoOtherFromBeingMoved() throws IOException {
    server.start();
    var refused = new ArrayList<Recording>();
    for (int i = 0; i < 7; i++) {
      refused.add(written());
    }
    var others = List.of(written(), written());

    try (var link = new BrokenLink(server.settings().endpoint());
        var through = new ObjectStore(at(link.endpoint()));
        var _ = new RecordingUploads(Ground.database(), files, through, meters, QUICK)) {
      link.breaksAt(refused.stream().map(Recording::id).toList());
      others.forEach(this::awaitMoved);
      refused.forEach(each -> assertThat(folder.resolve(each.file())).exists());

      link.breaksAt(List.of());
      refused.forEach(this::awaitMoved);
    }

    assertThat(server.objects()).isEqualTo(9);
  }

  @Test
  void aStoreThatTakesNothingIsNotAskedForEachFile() throws IOException {
    server.start();
    for (int i = 0; i < 20; i++) {
      written();
    }
    var seldom = new RecordingUploads.Pace(Duration.ofMinutes(1), Duration.ofMinutes(2));

    try (var link = new BrokenLink(server.settings().endpoint());
        var through = new ObjectStore(at(link.endpoint()))) {
      link.breaksAt(List.of("rec_"));
      try (var _ = new RecordingUploads(Ground.database(), files, through, meters, seldom)) {
        Waiting.until("it has given up", () -> failures() == 4); // three, and the round
      }
      assertThat(link.broken()).isEqualTo(3);
    }
  }

  @Test
  void oneWhoseFileIsStillAwaitedStays() throws IOException {
    server.start();
    var awaited = written();
    Ground.database()
        .in(
            shelf.organisation,
            tx ->
                tx.update(
                    """
                    update recording set state = 'failed', reason = 'stuck', awaited_node = 'here'
                     where id = $1
                    """,
                    awaited.id()));
    var over = written();

    try (var _ = uploads()) {
      awaitMoved(over);
      awaitMoved(written()); // a whole look after it
    }

    assertThat(folder.resolve(awaited.file())).exists();
    assertThat(server.objects()).isEqualTo(2);
  }

  @Test
  void aDeletionTakesTheObjectWhereverItIsOnItsWay() throws Exception {
    server.start();
    var recordings = new ArrayList<Recording>();
    try (var _ = uploads()) {
      for (int i = 0; i < 25; i++) {
        var recording = written();
        recordings.add(recording);
        Thread.sleep(ThreadLocalRandom.current().nextInt(60));
        assertThat(store.delete(shelf.organisation, recording.id())).isTrue();
        store.removeFiles();
      }
      var last = written();
      awaitMoved(last);
      Waiting.until("only the last is left", () -> objectsLeft() == 1);
      recordings.forEach(recording -> assertThat(folder.resolve(recording.file())).doesNotExist());
      assertThatThrownBy(() -> files.audio(recordings.getFirst()))
          .isInstanceOf(NoSuchFileException.class);
      store.delete(shelf.organisation, last.id());
      Waiting.until("nothing is left", () -> objectsLeft() == 0);
    }
  }

  @Test
  void whatAnotherServerHasDeletedLeavesThisDiskToo() throws IOException {
    server.start();
    var recording = written();
    var other = new RecordingFiles(elsewhere, shelf.keys, Optional.of(objects));

    new RecordingStore(Ground.database(), other, TranscriptStore::delete)
        .delete(shelf.organisation, recording.id());

    assertThat(folder.resolve(recording.file())).exists();
    try (var _ = uploads()) {
      awaitMoved(recording);
    }
    assertThat(server.objects()).isZero();
  }

  @Test
  void whatWasAboutToReplaceItLeavesThisDiskToo() throws IOException {
    server.start();
    var recording = written();
    var next = folder.resolve(RecordingFiles.next(recording.file()));
    Files.copy(folder.resolve(recording.file()), next);
    Ground.database()
        .in(
            shelf.organisation,
            tx ->
                tx.update(
                    "update recording set redaction = 'pending' where id = $1", recording.id()));
    var other = new RecordingFiles(elsewhere, shelf.keys, Optional.of(objects));

    new RecordingStore(Ground.database(), other, TranscriptStore::delete)
        .delete(shelf.organisation, recording.id());

    try (var _ = uploads()) {
      Waiting.until("it is gone", () -> !Files.exists(next));
    }
    assertThat(server.objects()).isZero();
  }

  @Test
  void anyServerMayRedactWhatWasMovedUnlessAnOldFileIsLeftOnADisk() throws IOException {
    server.start();
    var moved = written();
    var leaves = written();
    Ground.database()
        .in(
            shelf.organisation,
            tx -> {
              tx.update("update recording set redaction_node = 'here'");
              return tx.update(
                  "update recording set redaction_replaced = 'some.sealed' where id = $1",
                  leaves.id());
            });

    try (var _ = uploads()) {
      awaitMoved(moved);
      awaitMoved(leaves);
    }

    assertThat(redactedBy(moved)).isEqualTo("any");
    assertThat(redactedBy(leaves)).isEqualTo("here");
  }

  private String redactedBy(Recording recording) {
    return Ground.database()
        .in(
            shelf.organisation,
            tx ->
                tx.one(
                        "select coalesce(redaction_node, 'any') from recording where id = $1",
                        recording.id())
                    .orElseThrow())
        .getString(0);
  }

  @Test
  void aDeletionWhileTheStoreIsAwayIsDoneWhenItIsBack() throws IOException {
    server.start();
    var recording = written();
    try (var _ = uploads()) {
      awaitMoved(recording);
    }
    server.stop();

    assertThat(store.delete(shelf.organisation, recording.id())).isTrue();

    assertThat(server.objects()).isEqualTo(1);
    server.start();
    try (var _ = uploads()) {
      Waiting.until("the object is gone", () -> objectsLeft() == 0);
    }
  }

  @Test
  void whatAnOrganisationObjectsToHavingThereStaysUntilTheObjectionIsWithdrawn()
      throws IOException {
    server.start();
    var subprocessor = Announced.inForce();
    var objection = Announced.objection(shelf.organisation, subprocessor);
    var theirs = written();
    shelf = new Shelf(folder);
    var others = written();

    try (var bucket = new ObjectStore(ownedBy(subprocessor));
        var _ = new RecordingUploads(Ground.database(), files, bucket, meters, QUICK)) {
      awaitMoved(others);
      var later = written();
      awaitMoved(later); // a whole look after it
      assertThat(folder.resolve(theirs.file())).exists();
      assertThat(server.objects()).isEqualTo(2);

      Announced.withdraw(objection);

      awaitMoved(theirs);
    }
  }

  @Test
  void whatStaysHereForAnObjectionLeavesThisDiskWhenAnotherServerHasDeletedIt() throws IOException {
    server.start();
    var subprocessor = Announced.inForce();
    Announced.objection(shelf.organisation, subprocessor);
    var deleted = written();
    var stays = written();
    var other = new RecordingFiles(elsewhere, shelf.keys, Optional.of(objects));
    new RecordingStore(Ground.database(), other, TranscriptStore::delete)
        .delete(shelf.organisation, deleted.id());
    assertThat(folder.resolve(deleted.file())).exists();

    try (var bucket = new ObjectStore(ownedBy(subprocessor));
        var _ = new RecordingUploads(Ground.database(), files, bucket, meters, QUICK)) {
      awaitMoved(deleted);
    }

    assertThat(folder.resolve(stays.file())).exists();
    assertThat(server.objects()).isZero();
  }

  private ObjectStoreSettings at(URI endpoint) {
    var settings = server.settings();
    return new ObjectStoreSettings(
        endpoint,
        settings.bucket(),
        settings.region(),
        settings.accessKey(),
        settings.secretKey(),
        settings.pathStyle());
  }

  private ObjectStoreSettings ownedBy(Subprocessor subprocessor) {
    var settings = server.settings();
    return new ObjectStoreSettings(
        settings.endpoint(),
        settings.bucket(),
        settings.region(),
        settings.accessKey(),
        settings.secretKey(),
        settings.pathStyle(),
        new ProcessedBy.Named(subprocessor.id()));
  }

  @Test
  void aStoreThatRefusesSaysSoInALine() {
    server.start();
    var right = server.settings();
    var wrong =
        new ObjectStoreSettings(
            right.endpoint(), "nobodys", "us-east-1", "S3RVER", "top-secret", true);

    try (var other = new ObjectStore(wrong)) {
      assertThatThrownBy(other::tryOut)
          .isInstanceOfSatisfying(
              StoreRefuses.class, refusal -> assertThat(refusal.isForGood()).isTrue())
          .hasMessageContaining("NoSuchBucket")
          .hasMessageNotContaining("top-secret");
    }
  }

  private RecordingUploads uploads() {
    return new RecordingUploads(Ground.database(), files, objects, meters, QUICK);
  }

  private Recording written() throws IOException {
    var recording = shelf.available(CallId.next(), SOUND);
    Ground.database()
        .in(
            shelf.organisation,
            tx -> {
              RecordingStore.insert(tx, recording);
              return null;
            });
    return recording;
  }

  private void awaitMoved(Recording recording) {
    Waiting.until(recording + " is moved", () -> !Files.exists(folder.resolve(recording.file())));
  }

  private double failures() {
    return meters.get("pronto.recording.uploads").tag("result", "failed").counter().count();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private long objectsLeft() {
    try {
      return server.objects();
    } catch (IOException e) { // one that went while it was counted
      return -1;
    }
  }

  private static byte[] wav(RecordingFiles from, Recording recording) throws IOException {
    try (var audio = from.audio(recording)) {
      var whole = ByteBuffer.allocate((int) audio.length());
      while (whole.hasRemaining() && audio.read(whole.position(), whole) > 0) {
        continue;
      }
      return whole.array();
    }
  }
}
