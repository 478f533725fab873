package io.pronto.core.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pronto.core.Ground;
import io.pronto.core.call.CallId;
import io.pronto.core.call.RecordingEntry;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.LegInterval;
import io.pronto.core.manifest.Manifest;
import io.pronto.core.manifest.Stretch;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedFile;
import io.pronto.core.seal.WrongMasterKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  private final CallId call = CallId.next();

  @TempDir Path folder;
  private Shelf shelf;

  @BeforeEach
  void open() {
    shelf = new Shelf(folder);
  }

  @Test
  void whatACrashLeftIsAvailableUpToItsLastWholeSegmentAndAccountedFor() throws IOException {
    var frames = Shelf.frames(24_000);
    Arrays.fill(frames, 4 * 8000, 4 * 16_000, (byte) 0);
    var entry = shelf.record(call, frames, false);

    var outcome = examined(entry);

    assertThat(outcome.state()).isEqualTo("available");
    assertThat(outcome.millis()).isEqualTo(2800);
    assertThat(outcome.bytes()).isEqualTo(Files.size(folder.resolve(entry.file())));
    var manifest = Manifest.of(new JsonObject(outcome.manifest()));
    assertThat(manifest.closed()).isFalse();
    assertThat(manifest.purpose()).contains(Shelf.PURPOSE);
    assertThat(manifest.called().stretches())
        .containsExactly(
            new Stretch(0, 1000, Content.SOUND),
            new Stretch(1000, 2000, Content.UNKNOWN),
            new Stretch(2000, 2800, Content.SOUND));
    var recording = Recording.of(shelf.organisation, call, entry.ended(outcome));
    try (var audio = shelf.files.audio(recording)) {
      var heard = ByteBuffer.allocate((int) audio.length());
      audio.read(0, heard);
      assertThat(heard.slice(44, 2800 * 32).compareTo(ByteBuffer.wrap(frames, 0, 2800 * 32)))
          .isZero();
    }
  }

  @Test
  void aFileThatWasEndedBeforeTheCrashIsWhole() throws IOException {
    var outcome = examined(shelf.record(call, Shelf.frames(12_345), true));

    assertThat(outcome.state()).isEqualTo("available");
    assertThat(outcome.millis()).isEqualTo(12_345 / 8);
    assertThat(Manifest.of(new JsonObject(outcome.manifest())).closed()).isTrue();
  }

  @Test
  void whatThePartiesWereToldAndByWhichLegsTheyWereHeardOutlastsTheCrash() throws IOException {
    var entry = shelf.record(call, Shelf.frames(16_000), false, Optional.of(Shelf.NOTICE));

    var outcome = examined(entry);

    var manifest = Manifest.of(new JsonObject(outcome.manifest()));
    assertThat(manifest.notice()).contains(Shelf.NOTICE);
    assertThat(manifest.caller().legs())
        .containsExactly(new LegInterval(Shelf.CALLER_LEG, 0, outcome.millis()));
    assertThat(manifest.called().legs())
        .containsExactly(new LegInterval(Shelf.CALLED_LEG, 0, outcome.millis()));
    var recording = Recording.of(shelf.organisation, call, entry.ended(outcome));
    assertThat(recording.evidence()).isEqualTo(EvidenceState.BOUND);
    shelf.files.audio(recording).close();
  }

  @Test
  void whereNobodyHadSpokenItIsEmpty() throws IOException {
    assertThat(examined(shelf.record(call, new byte[64_000], false)).state()).isEqualTo("empty");
    assertThat(examined(shelf.record(call, new byte[0], false)).state()).isEqualTo("empty");
  }

  @Test
  void aFileThatIsNotThereOrDoesNotOpenFailsWithAReason() throws IOException {
    var gone = shelf.record(call, new byte[0], false);
    Files.delete(folder.resolve(gone.file()));
    var damaged = shelf.record(call, Shelf.frames(9600), true);
    var bytes = Files.readAllBytes(folder.resolve(damaged.file()));
    bytes[bytes.length / 2]++;
    Files.write(folder.resolve(damaged.file()), bytes);
    var cut = shelf.record(call, Shelf.frames(9600), true);
    Files.write(folder.resolve(cut.file()), Arrays.copyOf(bytes, 30));

    for (var entry : new RecordingEntry[] {gone, damaged, cut}) {
      var outcome = examined(entry);
      assertThat(outcome.state()).isEqualTo("failed");
      assertThat(outcome.reason().orElseThrow()).startsWith("The server stopped");
    }
  }

  /** Or a copy of it in a backup would outlive the erasure of its row. */
  @Test
  void aFileHasNothingOfItsKey() throws IOException {
    var entry = shelf.record(call, Shelf.frames(9600), true);
    var file = folder.resolve(entry.file());

    var header = new JsonObject(Buffer.buffer(SealedFile.header(file)));

    assertThat(header.fieldNames())
        .containsExactlyInAnyOrder(
            "recording", "organisation", "call", "legs", "purpose", "purpose_text");
    assertThat(header.encode()).doesNotContain(entry.wrappedKey());
    assertThat(RecordingHeader.of(file).recording()).isEqualTo(entry.id());
  }

  @Test
  void underAnotherMasterKeyNothingIsSaidOfIt() throws IOException {
    var entry = shelf.record(call, Shelf.frames(9600), false);
    var other = new OrganisationKeys(Ground.database(), MasterKey.of(MasterKey.generate()));

    assertThatThrownBy(() -> new Recovery(new RecordingFiles(folder, other)).examine(entry))
        .isInstanceOf(WrongMasterKey.class);
  }

  private RecordingEntry.Outcome examined(RecordingEntry entry) {
    return new Recovery(shelf.files).examine(entry);
  }
}
