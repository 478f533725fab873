package io.pronto.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pronto.core.Ground;
import io.pronto.core.Id;
import io.pronto.core.call.CallId;
import io.pronto.core.event.Outbox;
import io.pronto.core.manifest.Content;
import io.pronto.core.recording.EvidenceState;
import io.pronto.core.recording.Recording;
import io.pronto.core.recording.RecordingFiles;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.RedactionState;
import io.pronto.core.recording.Replacement;
import io.pronto.core.recording.Shelf;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.seal.SealedReader;
import io.pronto.core.transcript.Party;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sealed files that are rewritten, and whatever stops that half-way. */
class RedactorTest {
  private static final String HERE = "here";
  private static final int SECONDS = 5;
  private static final int RATE = 8000;
  private static final List<Span> SPANS =
      List.of(
          new Span(Party.CALLER, 1_000, 2_000, Kind.CARD),
          new Span(Party.CALLED, 4_900, 5_000, Kind.IBAN));

  @TempDir Path folder;
  private Shelf shelf;
  private RecordingStore store;
  private Outbox outbox;
  private SimpleMeterRegistry meters;
  private byte[] sound;
  private Recording before;

  @BeforeEach
  void record() throws IOException {
    shelf = new Shelf(folder);
    store = new RecordingStore(Ground.database(), shelf.files, (tx, id) -> {});
    outbox = new Outbox(Ground.database());
    while (redactor(_ -> {}).once()) { // what other tests have left
      continue;
    }
    sound = Shelf.frames(SECONDS * RATE);
    var made = shelf.available(CallId.next(), sound);
    Ground.database()
        .in(
            shelf.organisation,
            tx -> {
              RecordingStore.insert(tx, made);
              return tx.update(
                  """
                  update recording
                     set redaction = 'pending', redaction_spans = $2, redaction_node = $3
                   where id = $1
                  """,
                  made.id(),
                  Span.json(SPANS),
                  HERE);
            });
    before = now();
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void theSpansAreSilentAndTheRestIsAsItWas() throws IOException {
    assertThat(redactor(_ -> {}).once()).isTrue();

    assertRedacted();
    assertThat(redactor(_ -> {}).once()).as("more to do").isFalse();
  }

  @ParameterizedTest
  @EnumSource(Redactor.Step.class)
  void whateverStopsItTheRowNamesAWholeFileAndTheRestIsFinishedLater(Redactor.Step step)
      throws IOException {
    assertThatThrownBy(() -> killed(step).once()).isInstanceOf(Killed.class);

    var between = now();
    if (step == Redactor.Step.WRITTEN) {
      assertThat(between.file()).isEqualTo(before.file());
      assertThat(between.redaction()).isEqualTo(RedactionState.PENDING);
      assertThat(sound(between)).isEqualTo(sound);
    } else {
      assertThat(between.redaction()).isEqualTo(RedactionState.DONE);
      assertThat(sound(between)).isEqualTo(expected());
    }
    leaseEnds();
    redactor(_ -> {}).once();
    assertRedacted();
  }

  @Test
  void aHalfFileOfAnEarlierAttemptIsBegunAnew() throws IOException {
    var half = before.file().replace(".sealed", ".2.sealed");
    Files.write(folder.resolve(half), new byte[100]);

    redactor(_ -> {}).once();

    assertRedacted();
  }

  @Test
  void aRecordingThatIsDeletedMeanwhileLeavesNothing() throws IOException {
    redactor(
            step -> {
              if (step == Redactor.Step.WRITTEN) {
                store.delete(shelf.organisation, before.id());
                store.removeFiles();
              }
            })
        .once();

    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Redactor.Step.class)
  void whatAKilledOneHasLeftIsDeletedWithTheRecording(Redactor.Step step) throws IOException {
    assertThatThrownBy(() -> killed(step).once()).isInstanceOf(Killed.class);

    store.delete(shelf.organisation, before.id());
    store.removeFiles();

    assertThat(files()).isEmpty();
  }

  @Test
  void theOldFilesKeyIsNoLongerKnown() throws IOException {
    var copy = folder.resolve("stolen");
    Files.copy(folder.resolve(before.file()), copy);
    redactor(_ -> {}).once();

    var now = now();
    assertThat(now.wrappedKey()).isNotEqualTo(before.wrappedKey());
    var key = shelf.keys.unwrap(shelf.organisation, now.wrappedKey());
    assertThatThrownBy(() -> SealedReader.open(copy, key)).isInstanceOf(BrokenSeal.class);
  }

  @Test
  void whatIsOnAnotherServersDiskStaysUnheardUntilThatOneHasIt() throws IOException {
    var here = folder.resolve(before.file());
    var there = folder.resolve("there");
    Files.move(here, there);
    redactor(_ -> {}).once();

    assertThat(now().redaction()).isEqualTo(RedactionState.PENDING);
    Files.move(there, here);
    leaseEnds();
    redactor(_ -> {}).once();
    assertRedacted();
  }

  @Test
  void whatIsOnAnotherServersDiskIsLeftToThatOne() throws IOException {
    assertThat(redactor("elsewhere", shelf.keys, _ -> {}).once()).isFalse();
    assertThatThrownBy(() -> killed(Redactor.Step.SWAPPED).once()).isInstanceOf(Killed.class);
    leaseEnds();

    assertThat(redactor("elsewhere", shelf.keys, _ -> {}).once()).as("the old file").isFalse();

    assertThat(files()).hasSize(2);
    redactor(_ -> {}).once();
    assertRedacted();
  }

  @Test
  void whoeverComesAfterTheLeaseHasEndedLeavesTheOthersFileAlone() throws IOException {
    redactor(
            step -> {
              if (step == Redactor.Step.WRITTEN) {
                leaseEnds();
                redactor(_ -> {}).once();
              }
            })
        .once();

    assertRedacted();
  }

  @Test
  void aFileThatDoesNotOpenIsBrokenForGoodAndNotTriedAgain() throws IOException {
    var file = folder.resolve(before.file());
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(redactor(_ -> {}).once()).isTrue();

    assertThat(now().redaction()).isEqualTo(RedactionState.BROKEN);
    leaseEnds();
    assertThat(redactor(_ -> {}).once()).as("tried again").isFalse();
  }

  @Test
  void nothingIsRewrittenWhileTheEvidenceIsNotWhatIsBoundToTheSound() throws IOException {
    evidence("manifest #- '{notice,sha256}'");

    assertThat(redactor(_ -> {}).once()).isTrue();

    assertThat(now().evidence()).isEqualTo(EvidenceState.DIFFERS);
    assertThat(now().redaction()).as("nobody hears it").isEqualTo(RedactionState.PENDING);
    assertThat(files()).containsExactly(before.file());
    evidence("jsonb_set(manifest, '{notice,sha256}', '\"ab\"')");
    leaseEnds();
    redactor(_ -> {}).once();
    assertRedacted();
  }

  private void evidence(String manifest) {
    Ground.database()
        .in(shelf.organisation, tx -> tx.update("update recording set manifest = " + manifest));
  }

  @Test
  void whatGoesWrongIsTriedAgainLaterAndLaterAndCounted() throws IOException {
    var others = new OrganisationKeys(Ground.database(), MasterKey.of(MasterKey.generate()));
    var redactor = redactor(HERE, others, _ -> {});

    assertThat(redactor.once()).isTrue();
    assertThat(dueIn()).isBetween(50L, 60L);
    leaseEnds();
    assertThat(redactor.once()).isTrue();
    assertThat(dueIn()).isBetween(110L, 120L);

    redactor.count();
    assertThat(meters.get("pronto.recording.redactions.overdue").gauge().value()).isPositive();
    assertThat(now().redaction()).isEqualTo(RedactionState.PENDING);
    leaseEnds();
    redactor(_ -> {}).once();
    assertRedacted();
  }

  @Test
  void whatWasMadeOfADeletedRecordingGoesAtTheStart() throws IOException {
    var day = before.file().substring(0, before.file().lastIndexOf('/') + 1);
    var orphan = Files.write(folder.resolve(day + Id.next("rec") + ".2.sealed"), new byte[100]);
    var half = Files.write(folder.resolve(day + before.id() + ".2.sealed"), new byte[100]);
    var unknown = Files.write(folder.resolve(day + Id.next("rec") + ".sealed"), new byte[100]);

    new Replacement(shelf.files, shelf.keys)
        .sweep((organisation, id) -> store.find(organisation, id).isPresent());

    assertThat(orphan).doesNotExist();
    assertThat(List.of(half, unknown)).allMatch(Files::exists);
  }

  private long dueIn() {
    return Ground.database()
        .in(
            shelf.organisation,
            tx ->
                tx.one(
                        """
                        select extract(epoch from redaction_due_at - now())::bigint as seconds
                          from recording where id = $1
                        """,
                        before.id())
                    .orElseThrow())
        .getLong("seconds");
  }

  private void assertRedacted() throws IOException {
    var now = now();
    assertThat(now.redaction()).isEqualTo(RedactionState.DONE);
    assertThat(sound(now)).isEqualTo(expected());
    assertThat(files()).containsExactly(now.file());
    assertThat(now.bytes()).isEqualTo(Files.size(folder.resolve(now.file())));
    store.audio(now).close();
    assertThat(now().evidence()).as("bound to the new file").isEqualTo(EvidenceState.BOUND);
    var manifest = now.manifest();
    assertThat(manifest.millis()).isEqualTo(before.manifest().millis());
    assertThat(manifest.caller().total(Content.REDACTED)).isEqualTo(1_400);
    assertThat(manifest.called().total(Content.REDACTED)).isEqualTo(300);
    assertThat(manifest.redactions())
        .extracting(each -> each.party() + ' ' + each.reason() + ' ' + each.fromMillis())
        .containsExactly("caller card 800", "called iban 4700");
  }

  /** The caller's samples are left of each frame; 200 ms go before and after. */
  private byte[] expected() {
    var silenced = sound.clone();
    for (int frame = 800 * 8; frame < 2_200 * 8; frame++) {
      silenced[4 * frame] = 0;
      silenced[4 * frame + 1] = 0;
    }
    for (int frame = 4_700 * 8; frame < 5_000 * 8; frame++) {
      silenced[4 * frame + 2] = 0;
      silenced[4 * frame + 3] = 0;
    }
    return silenced;
  }

  private byte[] sound(Recording recording) throws IOException {
    try (var left = shelf.files.audio(recording).left();
        var right = shelf.files.audio(recording).right()) {
      var one = left.readAllBytes();
      var two = right.readAllBytes();
      var both = ByteBuffer.allocate(2 * one.length).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < one.length; i += 2) {
        both.put(one, i, 2).put(two, i, 2);
      }
      return both.array();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString()).toList();
    }
  }

  private Recording now() {
    return store.find(shelf.organisation, before == null ? newest() : before.id()).orElseThrow();
  }

  private String newest() {
    return Ground.database()
        .in(shelf.organisation, tx -> tx.one("select max(id) from recording").orElseThrow())
        .getString(0);
  }

  private void leaseEnds() {
    Ground.database()
        .in(shelf.organisation, tx -> tx.update("update recording set redaction_due_at = now()"));
  }

  private Redactor killed(Redactor.Step at) {
    return redactor(
        step -> {
          if (step == at) {
            throw new Killed();
          }
        });
  }

  private Redactor redactor(Consumer<Redactor.Step> passed) {
    return redactor(HERE, shelf.keys, passed);
  }

  private Redactor redactor(String node, OrganisationKeys keys, Consumer<Redactor.Step> passed) {
    var files = new RecordingFiles(folder, keys);
    meters = new SimpleMeterRegistry();
    return new Redactor(
        Ground.database(), store, new Replacement(files, keys), outbox, node, meters, passed);
  }

  /** As good as a power cut: nothing of the redactor's catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }
}
