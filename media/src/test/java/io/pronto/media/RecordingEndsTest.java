package io.pronto.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.manifest.Outcome;
import io.pronto.core.seal.SealedReader;
import io.pronto.media.codec.G711;
import io.pronto.media.record.Recorder;
import io.pronto.media.relay.RelayLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording ends, and says how, whatever befalls what takes part in that. */
class RecordingEndsTest {
  private static final int SAID = 20;

  @TempDir private Path folder;
  private final AtomicInteger ends = new AtomicInteger();
  private Relay relay;

  @BeforeEach
  void start() {
    relay = new Relay("127.0.0.1", 45_900, 45_999, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void itIsWholeWhereWhoListensCannotEnd() throws Exception {
    var report = recorded(listener(() -> {}, RecordingEndsTest::fault), Optional.empty());

    assertThat(report.outcome()).as("%s", report.reason()).isEqualTo(Outcome.AVAILABLE);
    assertThat(ends).hasValue(1);
    assertThat(isClosed()).isTrue();
  }

  @Test
  void whoListensAndMeetsAnErrorIsToldOnceThatItIsOver() throws Exception {
    var report = recorded(listener(RecordingEndsTest::fault, () -> {}), Optional.empty());

    assertThat(report.outcome()).as("%s", report.reason()).isEqualTo(Outcome.AVAILABLE);
    assertThat(report.manifest().caller().packets().written()).isEqualTo(SAID);
    assertThat(ends).hasValue(1);
    assertThat(isClosed()).isTrue();
  }

  @Test
  void itHasFailedAndSaysSoWhereItsManifestCannotBeMade() throws Exception {
    Optional<String> impossible = null;

    var report = recorded(listener(() -> {}, () -> {}), impossible);

    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.reason().orElseThrow()).contains("fault");
    assertThat(report.bytes()).isPositive();
    assertThat(ends).hasValue(1);
    assertThat(isClosed()).isTrue();
  }

  private RecordingReport recorded(SoundListener listener, Optional<String> leg)
      throws IOException {
    try (var alice = new Peer();
        var bob = new Peer();
        var recorder = new Recorder("ends", loop(), relay.leases)) {
      var caller = relay.open(alice);
      var called = relay.open(bob);
      var recording = recorder.record(plan(), listener);
      recording.attach(Side.CALLER, caller.forwarder(), leg);
      recording.attach(Side.CALLED, called.forwarder(), Optional.empty());
      var voice = new Voice(alice, caller, G711.PCMA, 440);
      for (int i = 0; i < SAID; i++) {
        voice.say();
      }
      Relay.await("all taken", voice::arrived);
      return recording.stop();
    }
  }

  private RelayLoop loop() {
    return relay.open().forwarder().loop();
  }

  private SoundListener listener(Runnable heard, Runnable ended) {
    return new SoundListener() {
      @Override
      public void heard(byte[] sound, int offset, int length) {
        heard.run();
      }

      @Override
      public void ended() {
        ends.incrementAndGet();
        ended.run();
      }
    };
  }

  private static void fault() {
    throw new AssertionError("Who listens meets a fault");
  }

  private boolean isClosed() throws IOException {
    try (var reader = SealedReader.open(folder.resolve("rec_1"), new byte[32])) {
      return reader.closedCleanly();
    }
  }

  private RecordingPlan plan() {
    return new RecordingPlan(
        "rec_1",
        Relay.CALL,
        folder.resolve("rec_1"),
        new byte[32],
        "{}".getBytes(UTF_8),
        Instant.now());
  }
}
