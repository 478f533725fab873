package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.pronto.core.lease.Leases;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Wave;
import io.pronto.media.mix.MixLoop;
import io.pronto.media.mix.Seat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MixerTest {
  private final List<Talker> talkers = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<Seat> seats = new ArrayList<>();
  private Relay relay;
  private LiveMix mix;

  @BeforeEach
  void start() {
    relay = new Relay("127.0.0.1", 46_000, 46_499, Duration.ofSeconds(30));
    mix = relay.service.mix("room");
  }

  @AfterEach
  void stop() {
    talkers.forEach(Talker::close);
    relay.close();
  }

  @Test
  void eachHearsTheOthersAndNotItself() throws IOException {
    for (double hertz : new double[] {440, 620, 880, 1240}) {
      join(Codec.PCMA, hertz);
    }

    talk(100);

    for (var who : talkers) {
      for (var other : talkers) {
        assertHears(who, other, who != other);
      }
    }
  }

  @Test
  void codecsAreMixed() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.PCMU, 620);
    join(Codec.G722, 880);
    join(Codec.OPUS, 1240);

    talk(125);

    for (var who : talkers) {
      for (var other : talkers) {
        assertHears(who, other, who != other);
      }
    }
  }

  @Test
  void whoSaysNothingIsSentTheSameOpusAsOthersAndWhoSpeaksIsNot() throws IOException {
    for (double hertz : new double[] {440, 620, 880, 1240}) {
      join(Codec.OPUS, hertz);
    }
    seats.get(2).mute(true);
    seats.get(3).mute(true);

    talk(250);

    var shared = lastCodes(talkers.get(2));
    assertThat(lastCodes(talkers.get(3))).filteredOn(shared::contains).hasSizeGreaterThan(45);
    assertThat(lastCodes(talkers.get(0))).filteredOn(shared::contains).isEmpty();
    for (var who : talkers) {
      assertHears(who, talkers.get(0), who != talkers.get(0));
      assertHears(who, talkers.get(1), who != talkers.get(1));
    }
  }

  @Test
  void whoSpeaksNowAndThenHearsTheOtherWithoutABreak() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.OPUS, 620);
    for (int i = 0; i < 4; i++) { // of more than four nobody is heard who is silent
      join(Codec.OPUS, 880);
      seats.getLast().mute(true);
    }
    var pace = new Pace();
    for (int turn = 0; turn < 2; turn++) {
      talkers.get(1).peak = 0;
      talkPaced(pace, 260); // for two seconds it is not quiet yet, and for two more it is apart
      talkers.get(1).peak = Talker.PEAK;
      talkPaced(pace, 50);
    }

    var shared = lastCodes(talkers.get(2), 620);
    assertThat(lastCodes(talkers.get(1), 620)).filteredOn(shared::contains).hasSizeBetween(80, 350);
    assertThat(pieces(talkers.get(1), 440))
        .filteredOn(peak -> peak > 0.7 * Talker.PEAK && peak < 1.4 * Talker.PEAK)
        .hasSizeGreaterThan(108);
  }

  private static List<ByteBuffer> lastCodes(Talker who) {
    return lastCodes(who, 50);
  }

  /** The last packets that it has heard, without their headers. */
  private static List<ByteBuffer> lastCodes(Talker who, int most) {
    var all = who.heardSpeech();
    return all.subList(Math.max(0, all.size() - most), all.size()).stream()
        .map(packet -> packet.slice(12, packet.limit() - 12))
        .toList();
  }

  @Test
  void whoIsMutedIsHeardByNobodyAndHearsAll() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.PCMA, 620);
    join(Codec.PCMA, 880);
    seats.get(1).mute(true);

    talk(100);

    assertHears(talkers.get(0), talkers.get(1), false);
    assertHears(talkers.get(2), talkers.get(1), false);
    assertHears(talkers.get(1), talkers.get(0), true);
    assertHears(talkers.get(0), talkers.get(2), true);
    assertThat(seats.get(1).isSpeaking()).isFalse();
    assertThat(seats.get(0).isSpeaking()).isTrue();
  }

  @Test
  void whoListensIsHeardByNobody() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.PCMA, 620);
    join(Codec.PCMA, 880);
    seats.get(0).hear(seats.get(2), false);
    seats.get(1).hear(seats.get(2), false);

    talk(100);

    assertHears(talkers.get(0), talkers.get(2), false);
    assertHears(talkers.get(1), talkers.get(2), false);
    assertHears(talkers.get(0), talkers.get(1), true);
    assertHears(talkers.get(1), talkers.get(0), true);
    assertHears(talkers.get(2), talkers.get(0), true);
    assertHears(talkers.get(2), talkers.get(1), true);
  }

  @Test
  void whoWhispersIsHeardByOneSideAlone() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.PCMA, 620);
    join(Codec.PCMA, 880);
    seats.get(0).hear(seats.get(2), false);

    talk(100);

    assertHears(talkers.get(0), talkers.get(2), false);
    assertHears(talkers.get(1), talkers.get(2), true);
    assertHears(talkers.get(2), talkers.get(0), true);
  }

  @Test
  void aChimeIsHeardByAllBesideTheOthers() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.G722, 620);
    var samples = new short[24_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (8_000 * Math.sin(2 * Math.PI * 1_500 * i / 8_000));
    }
    mix.play(Prompt.of("chime", samples));

    talk(100);

    for (var who : talkers) {
      assertThat(level(who, 1_500)).isGreaterThan(6_000);
    }
    assertHears(talkers.get(0), talkers.get(1), true);
  }

  @Test
  void ofManyTheLoudestAreHeard() throws IOException {
    for (int i = 0; i < 8; i++) {
      join(Codec.PCMA, 400 + 210 * i);
      talkers.get(i).peak = i < 3 ? 8_000 : 400;
    }

    talk(100);

    var last = talkers.get(7);
    for (int i = 0; i < 3; i++) {
      assertHears(last, talkers.get(i), true);
    }
    long faint = talkers.subList(3, 7).stream().filter(t -> level(last, t) > t.peak / 2).count();
    assertThat(faint).as("faint voices heard beside three loud ones").isLessThanOrEqualTo(1);
  }

  @Test
  void aCallMovesIntoAMixAndBackWithoutALongGap() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.PCMA, 620);
    relay.service.bridge(endpoints.get(0), endpoints.get(1));
    talkers.get(0).arrivals.clear();
    var pace = new Pace();
    talkPaced(pace, 50);
    seats.set(0, mix.join(endpoints.get(0)));
    seats.set(1, mix.join(endpoints.get(1)));
    talkPaced(pace, 50);
    relay.service.bridge(endpoints.get(0), endpoints.get(1));
    talkPaced(pace, 50);

    for (var who : talkers) {
      who.drain();
      assertThat(who.longestGap()).isLessThan(Duration.ofMillis(100));
    }
    assertHears(talkers.get(0), talkers.get(1), true);
  }

  @Test
  void whatIsLeftBehindIsGivenBack() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.PCMA, 620);
    talk(10);

    endpoints.get(0).close();
    mix.close();

    Relay.await("the seats are free", () -> sitting() == 0);
    assertThat(relay.leases.held(Leases.Kind.MIXER)).isZero();
  }

  @Test
  void whatSomebodyHasJoinedIsNotTakenForForgotten() {
    var term = Duration.ofSeconds(4);
    try (var loop = new MixLoop("own", relay.meters)) {
      var mixer = loop.open();
      var lease = relay.leases.take(Leases.Kind.MIXER, "used", term, mixer::close);
      var used = new LiveMix(mixer, lease, Duration.ofHours(1));
      used.join(relay.open());

      relay.leases.take(Leases.Kind.MIXER, "forgotten", term, () -> {});
      Relay.await("what is forgotten is taken back", () -> !owners().contains("forgotten"));

      assertThat(owners()).contains("used");
      used.close();
    }
  }

  private List<String> owners() {
    return relay.leases.owners(Leases.Kind.MIXER);
  }

  @Test
  void mixingAllocatesNothingPerTick() throws IOException {
    join(Codec.PCMA, 440);
    join(Codec.PCMU, 620);
    join(Codec.G722, 880);
    join(Codec.PCMA, 1240);
    for (int i = 0; i < 4; i++) {
      join(Codec.PCMA, 2000);
    }
    var pace = new Pace();
    talkPaced(pace, 100);

    long before = allocated();
    talkPaced(pace, 250);
    long bytes = allocated() - before;

    assertThat(bytes / 250).as(bytes + " bytes in 250 ticks").isLessThan(16);
  }

  private void join(Codec codec, double hertz) throws IOException {
    var talker = new Talker(codec, codec.format().payloadType(), hertz);
    talkers.add(talker);
    endpoints.add(relay.open(talker.remote()));
    seats.add(mix.join(endpoints.getLast()));
  }

  private double sitting() {
    return relay.meters.get("pronto.media.mix.parties").gauge().value();
  }

  /** All say so many packets in step, and what comes meanwhile is heard. */
  private void talk(int packets) throws IOException {
    talkPaced(new Pace(), packets);
    for (var talker : talkers) {
      talker.drain();
    }
  }

  private void talkPaced(Pace pace, int packets) throws IOException {
    for (int i = 0; i < packets; i++) {
      pace.await();
      for (int t = 0; t < talkers.size(); t++) {
        talkers.get(t).say(endpoints.get(t), 1);
      }
      for (var talker : talkers) {
        talker.drain();
      }
    }
  }

  private long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("mix-1"))
            .mapToLong(Thread::threadId)
            .max()
            .orElseThrow();
    return threads.getThreadAllocatedBytes(id);
  }

  private static void assertHears(Talker who, Talker other, boolean heard) {
    double level = 20 * Math.log10(Math.max(1, level(who, other)) / other.peak);
    if (heard) {
      assertThat(level).as("dB of the tone").isCloseTo(0, within(2.5));
    } else {
      assertThat(level).as("dB of the tone").isLessThan(-30);
    }
  }

  /** The peak of the other's tone in pieces of 100 ms after the first half second, the median. */
  private static double level(Talker who, Talker other) {
    return level(who, other.hertz);
  }

  private static double level(Talker who, double hertz) {
    var peaks = pieces(who, hertz);
    assertThat(peaks).as("sound heard").hasSizeGreaterThan(3);
    peaks.sort(null);
    return peaks.get(peaks.size() / 2);
  }

  private static List<Double> pieces(Talker who, double hertz) {
    var sound = who.sound();
    int piece = who.rate / 10;
    var peaks = new ArrayList<Double>();
    for (int at = who.rate / 2; at + piece <= sound.length; at += piece) {
      peaks.add(Wave.peak(Arrays.copyOfRange(sound, at, at + piece), hertz, who.rate));
    }
    return peaks;
  }

  /** A beat every 20 ms. */
  private static final class Pace {
    private long next = System.nanoTime();

    void await() {
      next += 20_000_000L;
      for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }
}
