package io.pronto.media.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.G711;
import io.pronto.media.codec.Wave;
import io.pronto.media.relay.TapNote;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time is simulated: packets come when the test says, ticks are exact. */
class PlayoutTest {
  private static final long MILLI = 1_000_000L;
  private static final double HERTZ = 440;
  private static final double PEAK = 8_000;

  /** A packet on its way. */
  private record Sent(long arrival, byte[] bytes) {}

  private final Playout playout = new Playout();
  private final AudioEncoder encoder = Codec.G722.encoder(16_000, "");
  private final PriorityQueue<Sent> way =
      new PriorityQueue<>((a, b) -> Long.compare(a.arrival, b.arrival));
  private final List<short[]> heard = new ArrayList<>();
  private int source = 7;
  private int sequence = 65_400;
  private int timestamp = -3_000;
  private int said;
  private long tick = 5 * MILLI;

  PlayoutTest() {
    agree(Codec.PCMA, Codec.PCMU, Codec.G722);
  }

  private void agree(Codec... codecs) {
    var formats = Arrays.stream(codecs).map(Codec::format).toList();
    var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    var remote = new Remote(nobody, formats, Direction.SENDRECV);
    playout.tune(TapNote.carries(TapNote.of(TapNote.State.OPEN, remote)));
  }

  @AfterEach
  void close() {
    playout.close();
  }

  @Test
  void aToneOfASteadySenderComesOutWholeAndAtOnce() {
    speak(500, i -> 20 * i * MILLI);

    listen(500);

    assertThat(playout.keptMillis()).isZero();
    assertThat(worstDrop(50, 490)).isLessThan(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {500, -500})
  void aClockThatIsOffBy500MillionthsIsFollowedWithoutAGap(long millionths) {
    speak(15_000, i -> 20 * i * MILLI + 20 * i * millionths);

    listen(15_000);

    assertThat(worstDrop(50, 14_900)).isLessThan(1.5);
    assertThat(playout.keptMillis()).isLessThanOrEqualTo(60);
  }

  @Test
  void jitterIsLearnedAndForgottenAgain() {
    var random = new Random(1);
    speak(500, i -> 20 * i * MILLI + random.nextLong(60 * MILLI));
    listen(500);
    assertThat(worstDrop(200, 490)).isLessThan(1.5);
    assertThat(playout.keptMillis()).isBetween(20L, 100L);

    long from = 500 * 20 * MILLI;
    speak(1500, i -> from + 20 * i * MILLI);
    listen(1500);

    assertThat(playout.keptMillis()).isLessThanOrEqualTo(25);
    assertThat(worstDrop(700, 1900)).isLessThan(1.5);
  }

  @Test
  void packetsThatCome200MillisecondsLateAreWaitedForOnceThatIsKnown() {
    speak(1000, i -> 20 * i * MILLI + (i % 30 == 10 ? 200 * MILLI : 0));

    listen(1000);

    assertThat(worstDrop(200, 900)).isLessThan(1.5);
  }

  /** A packet's first sample is in what is sent at a tick: after the wait for that, and no more. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3, 7, 11, 15, 19})
  void whateverThePhaseNothingIsHeardLaterThan30Milliseconds(long phase) {
    var random = new Random(phase);
    var arrivals = new ArrayList<Long>();
    for (int i = 0; i < 1_000; i++) {
      arrivals.add((20L * i + phase) * MILLI + random.nextLong(MILLI));
      said = i % 50 == 49 ? 5 : 0;
      way.add(new Sent(arrivals.getLast(), i % 50 == 49 ? packet() : silence()));
    }
    long begin = tick;

    listen(1_000);

    for (int i = 99; i < 990; i += 50) {
      double heardAt = onset((int) ((arrivals.get(i) - begin) / (20 * MILLI)), begin);
      assertThat(heardAt - arrivals.get(i) / 1e6).as("burst " + i).isBetween(0.0, 30.0);
    }
  }

  @Test
  void aBurstAfterAStallDelaysNobodyForLong() {
    speak(100, i -> 20 * i * MILLI);
    long stalled = 100 * 20 * MILLI;
    speak(50, _ -> stalled + 1_000 * MILLI);
    speak(1000, i -> stalled + 1_000 * MILLI + 20 * i * MILLI);

    listen(1150);

    assertThat(playout.keptMillis()).isLessThanOrEqualTo(60);
    assertThat(worstDrop(700, 1140)).isLessThan(1.5);
  }

  @Test
  void lostPacketsAreMadeUp() {
    for (int i = 0; i < 300; i++) {
      if (i % 20 == 10) {
        packet();
      } else {
        way.add(new Sent(20L * i * MILLI, packet()));
      }
    }

    listen(300);

    assertThat(worstDrop(20, 290)).isLessThan(3);
  }

  @Test
  void anotherSourceAndATimestampThatLeapsGoOnAtOnce() {
    speak(100, i -> 20 * i * MILLI);
    source = 99;
    sequence = 12;
    timestamp = 1_234_567;
    speak(100, i -> (100 + i) * 20 * MILLI);
    timestamp += 400_000_000;
    speak(100, i -> (200 + i) * 20 * MILLI);

    listen(300);

    assertThat(worstDrop(5, 95)).isLessThan(1);
    assertThat(worstDrop(104, 195)).isLessThan(1);
    assertThat(worstDrop(204, 295)).isLessThan(1);
  }

  @Test
  void aPauseIsSilentAndWhatFollowsIsWhole() {
    speak(100, i -> 20 * i * MILLI);
    timestamp += 100 * 160;
    speak(100, i -> (200 + i) * 20 * MILLI);

    listen(300);

    assertThat(Wave.level(heard.get(150))).isLessThan(-90);
    assertThat(worstDrop(204, 295)).isLessThan(1);
  }

  @Test
  void describedNoiseIsHeardInAPause() {
    speak(50, i -> 20 * i * MILLI);
    var noise = ByteBuffer.allocate(13).put(head(13)).put((byte) 50).array();
    way.add(new Sent(1_000 * MILLI, noise));

    listen(150);

    assertThat(Wave.level(heard.get(140))).isCloseTo(-50, within(3.0));
  }

  @Test
  void packetsThatMeanNothingChangeNothing() {
    for (int i = 0; i < 200; i++) {
      byte[] bytes = packet();
      way.add(new Sent(20L * i * MILLI, bytes));
      var odd = bytes.clone();
      odd[1] = 99;
      way.add(new Sent(20L * i * MILLI - 1, ByteBuffer.wrap(odd).putInt(8, 4711).array()));
    }

    listen(200);

    assertThat(worstDrop(5, 190)).isLessThan(1);
  }

  @Test
  void whatWasNotAgreedIsNotHeardThoughItsNumberAlwaysMeansTheSame() {
    agree(Codec.G722);
    speak(100, i -> 20 * i * MILLI);

    listen(100);

    assertThat(heard).allMatch(piece -> Wave.level(piece) < -90);
  }

  /** Each codec has another rate, and what is kept is more than a tick where there is jitter. */
  @Test
  void whoChangesItsCodecToAWiderOneAndBackIsHeardThroughout() {
    var random = new Random(1);
    for (int i = 0; i < 400; i++) {
      boolean wide = i / 100 % 2 == 1 || i > 300 && i % 2 == 0;
      way.add(new Sent(20L * i * MILLI + random.nextLong(40 * MILLI), wide ? wide() : packet()));
    }
    var sound = new short[320];
    var rates = new TreeSet<Integer>();
    int silent = 0;
    for (int i = 0; i < 400; i++) {
      while (!way.isEmpty() && way.peek().arrival <= tick) {
        var sent = way.remove();
        playout.packet(ByteBuffer.wrap(sent.bytes), sent.arrival, tick);
      }
      int samples = playout.pull(sound);
      rates.add(samples);
      assertThat(samples).isEqualTo(playout.rate() / 50);
      boolean steady = i < 300 && i % 100 >= 20;
      silent += steady && Wave.level(Arrays.copyOf(sound, samples)) < -40 ? 1 : 0;
      tick += 20 * MILLI;
    }

    assertThat(rates).containsExactly(160, 320);
    assertThat(silent).isZero();
  }

  private void speak(int packets, LongUnaryOperator arrival) {
    for (int i = 0; i < packets; i++) {
      way.add(new Sent(arrival.applyAsLong(i), packet()));
    }
  }

  private byte[] packet() {
    var packet = ByteBuffer.allocate(172).put(head(8));
    for (int i = 0; i < 160; i++) {
      double angle = 2 * Math.PI * HERTZ * said++ / G711.RATE;
      packet.put(G711.PCMA.encode((short) (PEAK * Math.sin(angle))));
    }
    timestamp += 160;
    return packet.array();
  }

  /** The same tone in G.722, whose timestamps count 8,000 a second (RFC 3551, 4.5.2). */
  private byte[] wide() {
    var samples = new short[320];
    for (int i = 0; i < samples.length; i++) {
      double angle = 2 * Math.PI * HERTZ * (said + i / 2.0) / G711.RATE;
      samples[i] = (short) (PEAK * Math.sin(angle));
    }
    said += 160;
    var code = new byte[160];
    encoder.encode(samples, 0, samples.length, code, 0);
    var packet = ByteBuffer.allocate(172).put(head(9)).put(code);
    timestamp += 160;
    return packet.array();
  }

  private byte[] silence() {
    var packet = ByteBuffer.allocate(172).put(head(8));
    while (packet.hasRemaining()) {
      packet.put(G711.PCMA.silence());
    }
    timestamp += 160;
    return packet.array();
  }

  /** When the next loud sample from that tick on is heard, in ms. */
  private double onset(int from, long begin) {
    for (int i = from; i < heard.size(); i++) {
      for (int sample = 0; sample < 160; sample++) {
        if (Math.abs(heard.get(i)[sample]) > PEAK / 8) {
          return begin / 1e6 + 20.0 * i + sample / 8.0;
        }
      }
    }
    throw new AssertionError("Nothing was heard");
  }

  private byte[] head(int payloadType) {
    var head = ByteBuffer.allocate(12).put((byte) 0x80).put((byte) payloadType);
    return head.putShort((short) sequence++).putInt(timestamp).putInt(source).array();
  }

  private void listen(int ticks) {
    var sound = new short[320];
    for (int i = 0; i < ticks; i++) {
      while (!way.isEmpty() && way.peek().arrival <= tick) {
        var sent = way.remove();
        playout.packet(ByteBuffer.wrap(sent.bytes), sent.arrival, tick);
      }
      int samples = playout.pull(sound);
      assertThat(samples).isEqualTo(160);
      heard.add(Arrays.copyOf(sound, samples));
      tick += 20 * MILLI;
    }
  }

  /** How far the tone falls below its level at worst, in dB, over any 40 ms of these ticks. */
  private double worstDrop(int from, int to) {
    double worst = 0;
    for (int i = from; i < to; i++) {
      var piece = new short[320];
      System.arraycopy(heard.get(i), 0, piece, 0, 160);
      System.arraycopy(heard.get(i + 1), 0, piece, 160, 160);
      double level = Wave.level(piece) - 20 * Math.log10(PEAK / 32_768 / Math.sqrt(2));
      worst = Math.max(worst, Math.abs(level));
    }
    return worst;
  }
}
