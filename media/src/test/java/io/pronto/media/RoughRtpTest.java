package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.core.lease.Leases;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Wave;
import io.pronto.media.relay.Settled;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two calls of one loop: one is treated badly, and neither hears what is not its own. */
class RoughRtpTest {
  private Relay relay;
  private Talker alice;
  private Talker bob;
  private Peer carol;
  private Peer dan;
  private Endpoint a;
  private Endpoint b;
  private Endpoint c;
  private Endpoint d;

  @BeforeEach
  void calls() throws IOException {
    relay = new Relay("127.0.0.1", 45_700, 45_799, Duration.ofSeconds(30));
    alice = new Talker(Codec.PCMA, 8, 440);
    bob = new Talker(Codec.OPUS, 111, 620);
    carol = new Peer();
    dan = new Peer();
    a = relay.open(alice.remote());
    b = relay.open(bob.remote());
    c = relay.open(carol);
    d = relay.open(dan);
    relay.service.bridge(a, b);
    relay.service.bridge(c, d);
    Settled.await(d.forwarder());
    alice.say(a, 25);
  }

  @AfterEach
  void nothingIsHeldAnyMore() {
    for (var endpoint : new Endpoint[] {a, b, c, d}) {
      endpoint.close();
    }
    Settled.await(d.forwarder());
    for (var kind : Leases.Kind.values()) {
      assertThat(relay.leases.held(kind)).as("%s", kind).isZero();
    }
    alice.close();
    bob.close();
    carol.close();
    dan.close();
    relay.close();
  }

  @Test
  void aSecondOfSoundAtOnceIsHeardAndTheOtherCallGoesOn() throws IOException {
    for (int burst = 0; burst < 10; burst++) {
      alice.say(a, 50);
      carol.reaches(c, dan);
    }

    bothCallsGoOn();
  }

  @Test
  void whoFloodsIsTakenNoMoreThanSpeechCanBeAndTheOtherCallGoesOn() throws IOException {
    long begin = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      alice.say(a, 50);
      carol.reaches(c, dan);
    }

    double seconds = (System.nanoTime() - begin) / 1e9;
    assertThat((double) a.statistics().transcoded()).isBetween(1_000.0, 1_030 + 400 * seconds);
    assertThat(a.statistics().refused()).isPositive();
    carol.reaches(c, dan);
    dan.reaches(d, carol);
  }

  @Test
  void sourcesSequencesAndTimestampsThatLeapAreSurvived() throws IOException {
    var random = new Random(1);
    for (int i = 0; i < 200; i++) {
      switch (i % 4) {
        case 0 -> alice.source = random.nextInt();
        case 1 -> alice.sequence = random.nextInt();
        case 2 -> alice.timestamp = random.nextInt();
        default -> alice.sequence = 65_534;
      }
      alice.say(a, 3);
      carol.reaches(c, dan);
    }

    bothCallsGoOn();
  }

  @Test
  void packetsOfAnySizeAndTypeAndReportsOfNothingAreSurvived() throws IOException {
    var random = new Random(2);
    for (int i = 0; i < 500; i++) {
      var bytes = new byte[new int[] {0, 1, 11, 12, 13, 172, 1_500, 9_000}[i % 8]];
      random.nextBytes(bytes);
      if (i / 48 % 2 == 0 && bytes.length > 1) {
        bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
        bytes[1] = (byte) new int[] {8, 101, 13, 55, 72, 96}[i / 8 % 6];
      }
      alice.send(a, bytes);
      var report = bytes.clone();
      if (report.length > 4) {
        report[0] = (byte) (0x80 | report[0] & 0x1F);
        report[1] = (byte) (200 + i / 8 % 8);
        report[2] = 0;
        report[3] = (byte) (i % 3 == 0 ? report.length / 4 - 1 : report[3]);
      }
      alice.sendControl(a, report);
      carol.reaches(c, dan);
    }

    bothCallsGoOn();
  }

  private void bothCallsGoOn() throws IOException {
    alice.source = 4_711;
    alice.say(a, 10);
    bob.listen();
    bob.heard.clear();
    for (int i = 0; i < 50; i++) {
      alice.say(a, 1);
      carol.reaches(c, dan);
      dan.reaches(d, carol);
    }
    bob.listen();
    assertThat(bob.heardSpeech().size()).isGreaterThanOrEqualTo(50);
    var sound = Wave.from(bob.sound(), bob.rate / 2);
    double peak = Wave.peak(sound, 440, bob.rate);
    double share = peak * peak / 2 / (Math.pow(10, Wave.level(sound) / 10) * 32_768 * 32_768);
    assertThat(share).as("share of her own tone").isGreaterThan(0.8);
    assertThat(Arrays.stream(Thread.getAllStackTraces().keySet().toArray(Thread[]::new)))
        .as("the loop's thread")
        .anyMatch(thread -> thread.getName().equals("media-1") && thread.isAlive());
  }
}
