package io.pronto.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Wave;
import io.pronto.media.relay.Settled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranscodingTest {
  private Relay relay;
  private Talker alice;
  private Talker bob;
  private Endpoint a;
  private Endpoint b;

  @BeforeEach
  void start() {
    relay = new Relay("127.0.0.1", 45_200, 45_299, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({
    "PCMA, OPUS",
    "OPUS, PCMA",
    "PCMU, OPUS",
    "OPUS, PCMU",
    "G722, OPUS",
    "OPUS, G722",
    "PCMA, PCMU",
    "PCMU, PCMA",
    "PCMA, G722",
    "G722, PCMU"
  })
  void bothPartiesHearEachOthersTone(Codec hers, Codec his) throws IOException {
    call(hers, his);

    for (int i = 0; i < 100; i++) {
      alice.say(a, 1);
      bob.say(b, 1);
    }
    alice.listen();
    bob.listen();

    assertHears(bob, 440, 95);
    assertHears(alice, 620, 95);
    assertOneProperStream(bob, his);
    assertThat(a.statistics().transcoded()).isEqualTo(100);
    assertThat(b.statistics().packetsSent()).isEqualTo(100);
    assertThat(relay.meters.get("pronto.media.transcodings").functionCounter().count())
        .isEqualTo(2);
  }

  @Test
  void whoeverSharesACodecIsNotTranscoded() throws IOException {
    call(Codec.PCMA, Codec.PCMA);

    alice.say(a, 10);
    bob.listen();

    assertThat(bob.heard).hasSize(10);
    assertThat(bob.heard.getFirst().getInt(8)).isEqualTo(alice.source);
    assertThat(a.statistics().transcoded()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "PCMA, OPUS, 30, 60",
    "PCMA, OPUS, 10, 20",
    "OPUS, PCMA, 60, 20",
    "PCMU, G722, 20, 10"
  })
  void packetsAreAsLongAsTheirReceiverWants(Codec hers, Codec his, int millis, int wanted)
      throws IOException {
    call(hers, his);
    alice.millis = millis;
    b.expect(bob.remote().with(PacketTime.of(wanted)));
    Settled.await(b.forwarder());

    alice.say(a, 1200 / millis);
    bob.listen();

    assertThat(bob.heard).hasSize(1200 / wanted);
    int ticks = bob.heard.get(1).getInt(4) - bob.heard.get(0).getInt(4);
    assertThat(ticks).isEqualTo(his.clockRate() / 1000 * wanted);
    assertHears(bob, 440, 90);
  }

  @ParameterizedTest
  @CsvSource({"PCMA, OPUS", "OPUS, PCMA", "G722, PCMU"})
  void lostPacketsAreFilled(Codec hers, Codec his) throws IOException {
    call(hers, his);

    for (int i = 0; i < 200; i++) {
      var packet = alice.speech();
      if (i % 20 != 10) {
        alice.send(a, packet);
      }
    }
    bob.listen();

    assertThat(bob.heard).hasSize(200);
    assertOneProperStream(bob, his);
    assertHears(bob, 440, 80);
  }

  @Test
  void packetsOutOfOrderBy200MillisecondsAreWaitedForOnceThatIsKnown() throws IOException {
    call(Codec.PCMA, Codec.OPUS);
    var late = new ArrayList<byte[]>();

    for (int i = 0; i < 300; i++) {
      var packet = alice.speech();
      if (i % 30 == 10) {
        late.add(packet);
      } else {
        alice.send(a, packet);
      }
      if (i % 30 == 20 && !late.isEmpty()) {
        alice.send(a, late.removeFirst());
      }
      pace();
    }
    bob.listen();

    assertThat(bob.heard).hasSize(300);
    assertOneProperStream(bob, Codec.OPUS);
    assertHears(bob, 440, 90);
  }

  @Test
  void aNewSourceGoesOnWithTheSameNumbers() throws IOException {
    call(Codec.PCMU, Codec.OPUS);
    alice.say(a, 50);

    alice.source = 78;
    alice.sequence = 1;
    alice.timestamp = 1_000_000_000;
    alice.say(a, 50);
    bob.listen();

    assertThat(bob.heard).hasSize(100);
    assertThat(bob.heard.stream().map(p -> p.getInt(8)).distinct()).hasSize(1);
    assertHears(bob, 440, 80);
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000_000_000, -2_000_000_000, -1_000, 480_001, 40_000_000})
  void aTimestampThatLeapsDoesNotEndTheSound(int leap) throws IOException {
    call(Codec.PCMA, Codec.OPUS);
    alice.say(a, 50);

    alice.timestamp += leap;
    alice.say(a, 50);
    bob.listen();

    assertThat(bob.heard).hasSize(100);
    int most = bob.heard.getLast().getInt(4) - bob.heard.getFirst().getInt(4);
    assertThat(most).isBetween(0, 48_000 * 62);
  }

  @Test
  void whereASenderIsSilentTheTimestampGoesOnAndTheNextWordIsMarked() throws IOException {
    call(Codec.PCMA, Codec.OPUS);
    alice.say(a, 10);
    alice.timestamp += 8 * 500;
    alice.say(a, 10);
    bob.listen();

    assertThat(bob.heard).hasSize(20);
    assertThat(bob.heard.get(10).get(1) & 0xFF).isEqualTo(111 | 0x80);
    assertThat(bob.heard.get(10).getInt(4) - bob.heard.get(9).getInt(4)).isEqualTo(960 + 48 * 500);
    assertThat(bob.heard.get(10).getShort(2)).isEqualTo((short) (bob.heard.get(9).getShort(2) + 1));
  }

  @ParameterizedTest
  @CsvSource({"PCMA, OPUS, 8000, 48000", "OPUS, PCMA, 48000, 8000", "PCMA, OPUS, 8000, 8000"})
  void keysPassInTheClockOfTheOtherSide(Codec hers, Codec his, int herClock, int hisClock)
      throws IOException {
    alice =
        new Talker(hers, payloadType(hers), 440, new RtpFormat(96, "telephone-event", herClock));
    bob = new Talker(his, payloadType(his), 620, new RtpFormat(97, "telephone-event", hisClock));
    join();
    alice.say(a, 10);
    for (int i = 1; i <= 3; i++) {
      int duration = herClock / 50 * i;
      alice.send(a, alice.packet(96, new byte[] {5, 10, (byte) (duration >> 8), (byte) duration}));
    }
    alice.timestamp += hers.clockRate() / 50 * 3;
    alice.say(a, 10);
    bob.listen();

    var keys = bob.heard.stream().filter(p -> (p.get(1) & 0x7F) == 97).toList();
    assertThat(keys).hasSize(3);
    assertThat(keys).allSatisfy(p -> assertThat(p.get(12)).isEqualTo((byte) 5));
    assertThat(keys.stream().map(p -> p.getShort(14) & 0xFFFF))
        .containsExactly(hisClock / 50, hisClock / 25, hisClock / 50 * 3);
    assertThat(keys.stream().map(p -> p.getInt(4)).distinct()).hasSize(1);
    assertThat(bob.heard.stream().map(p -> p.getInt(8)).distinct()).hasSize(1);
    for (int i = 1; i < bob.heard.size(); i++) {
      assertThat((short) (bob.heard.get(i).getShort(2) - bob.heard.get(i - 1).getShort(2)))
          .isEqualTo((short) 1);
    }
  }

  @Test
  void keysPassAsTheyAreWhileThePartySpeaksWhatTheOtherKnows() throws IOException {
    alice = new Talker(Codec.PCMU, 0, 440, new RtpFormat(96, "telephone-event", 8000));
    bob = new Talker(Codec.PCMU, 0, 620, new RtpFormat(97, "telephone-event", 8000));
    a = relay.open(knowingToo(Codec.G722));
    b = relay.open(bob.remote());
    relay.service.bridge(a, b);
    Settled.await(a.forwarder());
    var key = new byte[] {5, 10, 0, (byte) 160};

    alice.send(a, alice.packet(96, key));
    alice.say(a, 5);
    alice.send(a, alice.packet(96, key));
    alice.send(a, alice.packet(9, new byte[160]));
    alice.send(a, alice.packet(96, key));
    alice.say(a, 5);
    alice.send(a, alice.packet(96, key));
    bob.listen();

    var keys = bob.heard.stream().filter(p -> (p.get(1) & 0x7F) == 97).toList();
    assertThat(keys).hasSize(4);
    assertThat(keys.stream().map(p -> p.getInt(8) == alice.source))
        .containsExactly(true, true, false, true);
    assertThat(keys).allSatisfy(p -> assertThat(p.get(12)).isEqualTo((byte) 5));
    assertThat(bob.heardSpeech()).hasSize(11);
  }

  @Test
  void packetsOfTwoCodecsInTurnAreOneStream() throws IOException {
    bob = new Talker(Codec.OPUS, 111, 620);
    alice = new Talker(Codec.PCMU, 0, 440);
    try (var other = new Talker(Codec.PCMA, 8, 440)) {
      a = relay.open(knowingToo(Codec.PCMA));
      b = relay.open(bob.remote());
      relay.service.bridge(a, b);
      Settled.await(a.forwarder());
      for (int i = 0; i < 100; i++) {
        var law = alice.speech();
        var same = other.speech();
        if (i % 2 == 1) {
          law[1] = 8;
          System.arraycopy(same, 12, law, 12, 160);
        }
        alice.send(a, law);
      }
    }
    bob.listen();

    assertThat(bob.heard).hasSize(100);
    assertOneProperStream(bob, Codec.OPUS);
    assertThat(bob.heard.stream().filter(p -> p.get(1) < 0)).hasSize(1);
    assertHears(bob, 440, 95);
  }

  @ParameterizedTest
  @CsvSource({"PCMA, OPUS", "OPUS, PCMA", "G722, PCMA"})
  void packetsOfNothingOf1500BytesAndOfTypesNobodyAgreedOnHarmNothing(Codec hers, Codec his)
      throws IOException {
    call(hers, his);
    alice.say(a, 50);
    alice.send(a, alice.packet(payloadType(hers), new byte[0]));
    alice.send(a, alice.packet(payloadType(hers), new byte[1488]));
    alice.send(a, alice.packet(payloadType(hers), new byte[4000]));
    alice.send(a, alice.packet(55, new byte[160]));
    alice.send(a, alice.packet(13, new byte[] {60}));
    alice.send(a, alice.packet(101, new byte[1]));
    alice.say(a, 50);
    bob.listen();

    assertThat(bob.heardSpeech().size()).isBetween(100, 125);
    assertOneProperStream(bob, his);
  }

  @Test
  void thePartysNoiseIsHeardWhileItIsSilentAndIsNeverPassedOnAsSound() throws Exception {
    call(Codec.PCMA, Codec.OPUS);
    alice.say(a, 10);
    alice.send(a, alice.packet(13, new byte[] {50}));
    bob.hear(10 + 45); // her speech, and most of a second of noise
    alice.timestamp += 8_000;
    alice.say(a, 10);
    bob.listen();

    int noise = bob.heard.size() - 20;
    assertThat(noise).isBetween(25, 60);
    var sound = bob.sound();
    var middle = Arrays.copyOfRange(sound, 10 * 320 + 3_200, 10 * 320 + 6_400);
    assertThat(Wave.level(middle)).isBetween(-62.0, -44.0);
    assertThat(bob.heard.getLast().getInt(4) - bob.heard.getFirst().getInt(4))
        .isCloseTo(48_000 + 19 * 960, within(12 * 960));
    assertOneProperStream(bob, Codec.OPUS);
  }

  @Test
  void reportsSpeakOfTheStreamsThatTheirReceiverKnows() throws IOException {
    call(Codec.PCMA, Codec.OPUS);
    alice.say(a, 50);
    bob.say(b, 50);
    alice.listen();
    bob.listen();
    int hisView = bob.heard.getFirst().getInt(8);
    int lastTime = bob.heard.getLast().getInt(4);
    var report = ByteBuffer.allocate(52);
    report.put((byte) 0x81).put((byte) 200).putShort((short) 12).putInt(alice.source);
    report.putLong(1L << 32).putInt(alice.timestamp).putInt(50).putInt(8000);
    report.putInt(alice.heard.getFirst().getInt(8));

    alice.sendControl(a, report.array());
    var told = ByteBuffer.wrap(bob.hearControl());

    assertThat(told.getInt(4)).isEqualTo(hisView);
    assertThat(told.getInt(16)).isEqualTo(lastTime + 960);
    assertThat(told.getInt(28)).isEqualTo(bob.source);
  }

  @Test
  void disorderOfAnyKindNeverEndsTheSound() throws IOException {
    call(Codec.OPUS, Codec.PCMU);
    var random = RandomGenerator.of("L64X128MixRandom");
    var batch = new ArrayList<byte[]>();
    for (int i = 0; i < 1000; i++) {
      batch.add(alice.speech());
      if (random.nextInt(50) == 0) {
        alice.source++;
      }
      if (random.nextInt(50) == 0) {
        alice.sequence += random.nextInt();
      }
      if (random.nextInt(50) == 0) {
        alice.timestamp = random.nextInt();
      }
      if (batch.size() == 10) {
        Collections.shuffle(batch, new java.util.Random(i));
        for (var packet : batch) {
          if (random.nextInt(5) != 0) {
            alice.send(a, packet);
          }
        }
        batch.clear();
        pace();
      }
    }
    alice.source = 4_711;
    bob.listen();
    bob.heard.clear();
    alice.say(a, 50);
    bob.listen();

    assertThat(bob.heard).hasSizeGreaterThanOrEqualTo(50);
    assertHears(bob, 440, 80);
  }

  @Test
  void anotherCodecInTheMiddleOfACallGoesOnWithTheSameNumbers() throws IOException {
    call(Codec.PCMA, Codec.OPUS);
    alice.say(a, 20);
    bob.listen();
    int last = bob.heard.getLast().getShort(2);
    int source = bob.heard.getLast().getInt(8);

    try (var again = new Talker(Codec.G722, 9, 440)) {
      a.expect(again.remote());
      Settled.await(a.forwarder());
      again.say(a, 20);
      bob.heard.clear();
      bob.listen();
    }

    assertThat(bob.heard).hasSize(20);
    assertThat(bob.heard.getFirst().getShort(2)).isEqualTo((short) (last + 1));
    assertThat(bob.heard.getFirst().getInt(8)).isEqualTo(source);
  }

  @ParameterizedTest
  @CsvSource({"PCMA, OPUS", "G722, OPUS", "PCMA, G722"})
  void transcodingAllocatesNothingPerPacket(Codec hers, Codec his) throws Exception {
    call(hers, his);
    converse(900);
    relay.event(MediaEvent.Measured.class); // what is done for the first time is done

    long before = allocated();
    converse(900);
    long bytes = allocated() - before;

    assertThat(bytes / 1800).as(bytes + " bytes in all").isZero();
  }

  private void converse(int packets) throws IOException {
    for (int i = 0; i < packets; i++) {
      alice.say(a, 1);
      bob.say(b, 1);
      alice.hearOne();
      bob.hearOne();
    }
  }

  private long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(a.forwarder().loop().threadId());
  }

  private void call(Codec hers, Codec his) throws IOException {
    alice = new Talker(hers, payloadType(hers), 440);
    bob = new Talker(his, payloadType(his), 620);
    join();
  }

  private void join() {
    a = relay.open(alice.remote());
    b = relay.open(bob.remote());
    relay.service.bridge(a, b);
    Settled.await(a.forwarder());
  }

  /** Alice, who would rather speak {@code better}. */
  private Remote knowingToo(Codec better) {
    var plain = alice.remote();
    var formats = new ArrayList<RtpFormat>();
    formats.add(better.format());
    formats.addAll(plain.formats());
    return new Remote(plain.rtp(), plain.rtcp(), formats, formats, Direction.SENDRECV);
  }

  private static int payloadType(Codec codec) {
    return codec.format().payloadType();
  }

  private static void assertHears(Talker who, double hertz, int percent) {
    var sound = who.sound();
    var heard = Wave.from(sound, who.rate / 2);
    double peak = Wave.peak(heard, hertz, who.rate);
    double share = peak * peak / 2 / (Math.pow(10, Wave.level(heard) / 10) * 32_768 * 32_768);
    assertThat(20 * Math.log10(peak / Talker.PEAK)).as("level in dB").isCloseTo(0, within(2.0));
    assertThat(100 * share).as("share of the tone in per cent").isGreaterThan(percent);
  }

  private static void assertOneProperStream(Talker who, Codec codec) {
    List<ByteBuffer> heard = who.heardSpeech();
    for (int i = 1; i < heard.size(); i++) {
      var before = heard.get(i - 1);
      var packet = heard.get(i);
      assertThat(packet.getInt(8)).isEqualTo(before.getInt(8));
      assertThat(packet.getShort(2)).isEqualTo((short) (before.getShort(2) + 1));
      assertThat((packet.getInt(4) - before.getInt(4)) % (codec.clockRate() / 50)).isZero();
    }
  }

  /** Gives the relay the time that passes between two packets. */
  private static void pace() {
    java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
  }
}
