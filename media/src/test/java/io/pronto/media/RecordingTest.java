package io.pronto.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.lease.Leases;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.manifest.Track;
import io.pronto.core.seal.BrokenSeal;
import io.pronto.media.codec.G711;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final int ALIGNED = G711.RATE * 40 / 1000;

  private static final long PACE = Duration.ofMillis(20).toNanos();
  private static final long HELD_UP = Duration.ofMillis(30).toNanos();
  private static final int ATTEMPTS = 6;

  private final byte[] key = new byte[32];

  @TempDir Path folder;
  private Path file;
  private Relay relay;
  private Peer alice;
  private Peer bob;
  private Endpoint a;
  private Endpoint b;
  private Voice aliceSays;
  private Voice bobSays;
  private boolean stalled;

  @BeforeEach
  void call() throws IOException {
    new SecureRandom().nextBytes(key);
    file = folder.resolve("rec_0");
    relay = new Relay("127.0.0.1", 46_000, 46_999, Duration.ofSeconds(30));
    alice = new Peer();
    bob = new Peer();
    a = relay.open(alice);
    b = relay.open(bob.remote(Direction.SENDRECV, Peer.PCMU));
    aliceSays = new Voice(alice, a, G711.PCMA, 440);
    bobSays = new Voice(bob, b, G711.PCMU, 1000);
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @Test
  void twoVoicesEndOnTheirOwnChannelsSideBySideWithoutAGap() throws IOException {
    steadily(
        () -> {
          var recording = record();
          converse(150, i -> false);
          var report = recording.stop();

          var heard = Heard.in(file, key);
          assertThat(heard.closed()).isTrue();
          assertThat(report.outcome()).isEqualTo(Outcome.AVAILABLE);
          assertThat(report.millis()).isEqualTo(heard.millis()).isBetween(3000L, 4000L);
          assertThat(report.bytes()).isEqualTo(Files.size(file));
          for (int nth = 1; nth <= 7; nth++) {
            int left = Heard.onset(heard.left(), nth);
            int right = Heard.onset(heard.right(), nth);
            assertThat(left).as("tone %d", nth).isCloseTo(right, within(ALIGNED));
            assertThat(Heard.share(heard.left(), left, left + 200, 440)).isGreaterThan(0.8);
            assertThat(Heard.share(heard.right(), right, right + 200, 1000)).isGreaterThan(0.8);
          }
          for (var track : new Track[] {report.manifest().caller(), report.manifest().called()}) {
            assertThat(track.packets().expected()).isEqualTo(150);
            assertThat(track.packets().written()).isEqualTo(150);
            assertThat(gapsWithin(track)).as("%s", track.stretches()).isZero();
          }
        });
  }

  /** By the clock that the account goes by; where that is set meanwhile, from now on. */
  @ParameterizedTest
  @CsvSource({"PT0.3S, 300, 600", "PT1H, 0, 250", "PT-1H, 0, 250"})
  void itsFirstMomentIsThatOfItsEntry(Duration before, long least, long most) throws IOException {
    steadily(
        () -> {
          var recording = record(Instant.now().minus(before));
          converse(30, i -> false);
          var report = recording.stop();

          var heard = Heard.in(file, key);
          var track = report.manifest().caller();
          assertThat(track.total(Content.ABSENT)).isBetween(least, most);
          assertThat(Heard.onset(heard.left(), 1) / 8L).isGreaterThan(least);
          assertThat(report.millis()).isEqualTo(heard.millis()).isGreaterThan(500 + least);
        });
  }

  @Test
  void lossAndAnotherSourceMoveNothing() throws IOException {
    steadily(
        () -> {
          var recording = record();
          converse(50, i -> i % 10 == 5);
          aliceSays.changeSource();
          converse(50, i -> false);
          var report = recording.stop();

          var heard = Heard.in(file, key);
          for (int nth = 1; nth <= 5; nth++) {
            assertThat(Heard.onset(heard.left(), nth))
                .as("tone %d", nth)
                .isCloseTo(Heard.onset(heard.right(), nth), within(ALIGNED));
          }
          var track = report.manifest().caller();
          assertThat(track.packets().expected()).isEqualTo(100);
          assertThat(track.packets().written()).isEqualTo(95);
          assertThat(track.total(Content.LOST)).isBetween(80L, 120L);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"caller first", "called first", "both, then stop", "stop, then both"})
  void whoeverLeavesFirstTheRecordingIsWhole(String order) throws IOException {
    steadily(
        () -> {
          var recording = record();
          converse(30, i -> false);
          switch (order) {
            case "caller first" -> {
              a.close();
              converse(20, i -> true);
            }
            case "called first" -> {
              b.close();
              converse(20, i -> false, i -> true);
            }
            case "both, then stop" -> {
              a.close();
              b.close();
            }
            default -> recording.stop();
          }
          var report = recording.stop();
          a.close();
          b.close();

          assertThat(report.outcome()).isEqualTo(Outcome.AVAILABLE);
          assertThat(report.manifest().caller().packets().written()).isGreaterThanOrEqualTo(30);
          assertThat(report.manifest().called().packets().written()).isGreaterThanOrEqualTo(30);
          assertThat(recording.stop()).isSameAs(report);
          assertThat(relay.leases.held(Leases.Kind.RECORDER)).isZero();
          assertThat(Heard.in(file, key).millis()).isEqualTo(report.millis());
        });
  }

  @Test
  void aChannelFollowsTheCallToWhomItIsTransferred() throws IOException {
    steadily(
        () -> {
          try (var carol = new Peer()) {
            var c = relay.open(carol);
            var recording = record();
            converse(30, i -> false);
            relay.service.bridge(a, c);
            b.close();
            bobSays = new Voice(carol, c, G711.PCMA, 1500);
            converse(20, i -> true);
            recording.attach(Side.CALLED, c);
            converse(30, i -> false);
            var report = recording.stop();

            var called = report.manifest().called();
            assertThat(called.total(Content.ABSENT)).isBetween(200L, 700L);
            assertThat(called.packets().written()).isEqualTo(60);
            var heard = Heard.in(file, key);
            int onset = Heard.onset(heard.right(), 2);
            assertThat(Heard.share(heard.right(), onset, onset + 200, 1500)).isGreaterThan(0.8);
          }
        });
  }

  @Test
  void aHoldIsSilenceThatSaysSo() throws IOException {
    steadily(
        () -> {
          var recording = record();
          converse(25, i -> false);
          b.expect(bob.remote(Direction.INACTIVE, Peer.PCMU));
          converse(25, i -> false);
          b.expect(bob.remote(Direction.SENDRECV, Peer.PCMU));
          converse(25, i -> false);
          var report = recording.stop();

          var called = report.manifest().called();
          assertThat(called.total(Content.HELD)).isBetween(400L, 700L);
          assertThat(called.total(Content.LOST)).isLessThan(60);
          assertThat(report.manifest().caller().total(Content.HELD)).isZero();
          assertThat(called.packets().written()).isBetween(48L, 52L);
        });
  }

  @Test
  void aPauseKeepsNothingAndIsMarked() throws IOException {
    steadily(
        () -> {
          var recording = record();
          converse(30, i -> false);
          recording.pause("");
          converse(30, i -> false);
          recording.resume();
          converse(30, i -> false);
          var manifest = recording.stop().manifest();

          var paused =
              manifest.caller().stretches().stream()
                  .filter(stretch -> stretch.content() == Content.PAUSED)
                  .toList();
          assertThat(paused).hasSize(1);
          assertThat(paused.getFirst().millis()).isBetween(500L, 900L);
          var heard = Heard.in(file, key);
          int from = (int) paused.getFirst().fromMillis() * 8 + 8;
          int to = (int) paused.getFirst().toMillis() * 8;
          assertThat(Heard.silent(heard.left(), from, to)).isTrue();
          assertThat(Heard.silent(heard.right(), from, to)).isTrue();
        });
  }

  @Test
  void aCrashCostsAtMostTheLastSecond() throws IOException {
    steadily(
        () -> {
          long started = System.nanoTime();
          var recording = record();
          var crashed = folder.resolve("crashed");
          for (int i = 0; i < 8; i++) {
            converse(15, each -> false);
            Files.deleteIfExists(crashed);
            long elapsed = Duration.ofNanos(System.nanoTime() - started).toMillis();
            Files.copy(file, crashed);

            var heard = Heard.in(crashed, key);

            assertThat(heard.closed()).isFalse();
            assertThat(heard.millis()).isGreaterThanOrEqualTo(elapsed - 1000);
          }
          recording.stop();
          var another = key.clone();
          another[0]++;
          assertThatThrownBy(() -> Heard.in(crashed, another)).isInstanceOf(BrokenSeal.class);
        });
  }

  @Test
  void whereNobodySpeaksItIsEmpty() {
    var recording = record();

    var report = recording.stop();

    assertThat(report.outcome()).isEqualTo(Outcome.EMPTY);
    assertThat(report.manifest().has(Content.SOUND)).isFalse();
  }

  @Test
  void whatCannotBeWrittenFailsAndTheCallGoesOn() throws IOException {
    Files.writeString(folder.resolve("rec_0"), "in the way");
    b.expect(bob.remote());
    relay.service.bridge(a, b);
    var recording = record();

    alice.reaches(a, bob);
    bob.reaches(b, alice);
    var report = recording.stop();

    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.reason())
        .contains("The recording could not be written: its file exists already");
    assertThat(report.manifest().caller().total(Content.UNWRITTEN)).isEqualTo(report.millis());
    assertThat(relay.leases.held(Leases.Kind.RECORDER)).isZero();
  }

  @Test
  void whatCannotBeDecodedIsSaidToBeSo() throws IOException {
    a.expect(alice.remote(Direction.SENDRECV, new RtpFormat(96, "iLBC", 8000)));
    var recording = record();
    for (int i = 1; i <= 5; i++) {
      int said = i;
      alice.say(a, alice.speech(96));
      converse(1, each -> true, each -> true);
      Relay.await("taken", () -> a.statistics().packetsReceived() == said);
    }

    var report = recording.stop();

    assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(report.reason().orElseThrow()).contains("offer G.711, G.722 or Opus");
    assertThat(report.manifest().caller().packets().seen()).isEqualTo(5);
  }

  @Test
  void whatWasNotAgreedIsNotRecordedThoughItsNumberAlwaysMeansTheSame() throws IOException {
    aliceSays = new Voice(alice, a, G711.PCMU, 440);
    a.expect(alice.remote(Direction.SENDRECV, new RtpFormat(9, "G722", 8000)));
    var recording = record();
    converse(20, i -> false);

    var manifest = recording.stop().manifest();

    assertThat(manifest.caller().packets().seen()).isEqualTo(20);
    assertThat(manifest.caller().packets().written()).isZero();
    assertThat(manifest.caller().total(Content.SOUND)).isZero();
    assertThat(manifest.called().packets().written()).isEqualTo(20);
  }

  @Test
  void endingTheServiceEndsItsRecordings() throws IOException {
    steadily(
        () -> {
          var recording = record();
          converse(10, i -> false);

          relay.service.close();

          assertThat(recording.stop().outcome()).isEqualTo(Outcome.AVAILABLE);
          assertThat(Heard.in(file, key).closed()).isTrue();
        });
  }

  @FunctionalInterface
  private interface Scene {
    void play() throws IOException;
  }

  /** Plays a scene in which time matters; anew when this machine did not keep its own time. */
  private void steadily(Scene scene) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        scene.play();
        return;
      } catch (AssertionError e) {
        if (!stalled || attempt == ATTEMPTS) {
          throw e;
        }
      }
      stop();
      call();
      stalled = false;
      file = folder.resolve("rec_" + attempt);
    }
  }

  private LiveRecording record() {
    return record(Instant.now());
  }

  private LiveRecording record(Instant startedAt) {
    var header = "{}".getBytes(UTF_8);
    return relay.service.record(
        new RecordingPlan("rec_1", Relay.CALL, file, key, header, startedAt), a, b);
  }

  /** Both speak for so many packets, one each 20 ms; the caller's are lost where it is said. */
  private void converse(int packets, IntPredicate lost) throws IOException {
    converse(packets, lost, i -> false);
  }

  private void converse(int packets, IntPredicate aliceLost, IntPredicate bobLost)
      throws IOException {
    long next = System.nanoTime();
    for (int i = 0; i < packets; i++) {
      for (; System.nanoTime() - next > HELD_UP; next += PACE) {
        stalled = true;
        aliceSays.skip();
        bobSays.skip();
      }
      say(aliceSays, aliceLost.test(i));
      say(bobSays, bobLost.test(i));
      next += PACE;
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
    Relay.await("all taken", () -> aliceSays.arrived() && bobSays.arrived());
  }

  private static void say(Voice voice, boolean lost) throws IOException {
    if (lost) {
      voice.lose();
    } else {
      voice.say();
    }
  }

  /** What is not sound between the first sound and the last, in milliseconds. */
  private static long gapsWithin(Track track) {
    var sounds =
        track.stretches().stream().filter(each -> each.content() == Content.SOUND).toList();
    long span = sounds.getLast().toMillis() - sounds.getFirst().fromMillis();
    return span - track.total(Content.SOUND);
  }
}
