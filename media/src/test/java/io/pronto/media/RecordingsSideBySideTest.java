package io.pronto.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Outcome;
import io.pronto.core.manifest.Track;
import io.pronto.media.codec.G711;
import io.pronto.media.relay.Settled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of one loop that are recorded by one thread. */
class RecordingsSideBySideTest {
  private static final int SAID = 20;

  @TempDir private Path folder;
  private Relay relay;

  /** One call, and who speaks in it. */
  private record Call(Endpoint a, Endpoint b, Voice caller, Voice called) {
    void speak() throws IOException {
      for (int i = 0; i < SAID; i++) {
        caller.say();
        called.say();
      }
      Relay.await("all taken", () -> caller.arrived() && called.arrived());
    }
  }

  @BeforeEach
  void start() {
    relay = new Relay("127.0.0.1", 47_000, 47_999, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void whoBeginsWhileAnotherEndsIsHeardFromTheFirstWord() throws Exception {
    var busy = new CountDownLatch(1);
    var free = new CountDownLatch(1);
    try (var alice = new Peer();
        var bob = new Peer();
        var carol = new Peer();
        var dave = new Peer()) {
      var first = call(alice, bob);
      var ending = relay.service.record(plan("rec_1"), holdingUp(busy, free));
      ending.attach(Side.CALLER, first.a);
      ending.attach(Side.CALLED, first.b);
      first.speak();
      busy.await();

      var ended = new CompletableFuture<RecordingReport>();
      var asks = Thread.startVirtualThread(() -> ended.complete(ending.stop()));
      Relay.await("the end is asked for", () -> waits(asks));
      var second = call(carol, dave);
      var beginning = relay.service.record(plan("rec_2"), second.a, second.b);
      Settled.await(second.a.forwarder());
      second.speak();
      free.countDown();
      ended.join();
      var report = beginning.stop();

      assertThat(report.outcome()).as("%s", report.manifest()).isEqualTo(Outcome.AVAILABLE);
      for (var side : new Track[] {report.manifest().caller(), report.manifest().called()}) {
        assertThat(side.packets().written()).isEqualTo(SAID);
        assertThat(side.total(Content.UNDECODED)).isZero();
      }
    }
  }

  @Test
  void ofWhoFloodsNoMoreIsTakenThanSpeechCanBeAndTheOtherRecordingIsWhole() throws Exception {
    try (var alice = new Peer();
        var bob = new Peer();
        var carol = new Peer();
        var dave = new Peer()) {
      var flooded = call(alice, bob);
      var other = call(carol, dave);
      var first = relay.service.record(plan("rec_1"), flooded.a, flooded.b);
      var second = relay.service.record(plan("rec_2"), other.a, other.b);
      Settled.await(other.a.forwarder());
      long begin = System.nanoTime();
      for (int i = 1; i <= 60; i++) {
        for (int each = 0; each < 50; each++) {
          alice.say(flooded.a);
        }
        int sent = 50 * i;
        Relay.await("taken", () -> flooded.a.statistics().packetsReceived() == sent);
      }
      other.speak();
      double seconds = (System.nanoTime() - begin) / 1e9;

      var seen = first.stop().manifest().caller().packets().seen();
      var report = second.stop();

      assertThat((double) seen).isBetween(1_000.0, 1_010 + 400 * seconds);
      assertThat(seen).isLessThan(3_000);
      for (var side : new Track[] {report.manifest().caller(), report.manifest().called()}) {
        assertThat(side.packets().written()).isEqualTo(SAID);
      }
    }
  }

  /** A recorder that is kept from going on, as by a slow disk, from its first sound on. */
  private static SoundListener holdingUp(CountDownLatch busy, CountDownLatch free) {
    return new SoundListener() {
      @Override
      public void heard(byte[] sound, int offset, int length) {
        busy.countDown();
        try {
          free.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }

      @Override
      public void ended() {
        // nobody listens
      }
    };
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  private Call call(Peer caller, Peer called) {
    var a = relay.open(caller);
    var b = relay.open(called);
    return new Call(
        a, b, new Voice(caller, a, G711.PCMA, 440), new Voice(called, b, G711.PCMA, 1000));
  }

  private RecordingPlan plan(String id) {
    return new RecordingPlan(
        id, Relay.CALL, folder.resolve(id), new byte[32], "{}".getBytes(UTF_8), Instant.now());
  }
}
