package io.pronto.media.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.pronto.core.manifest.Content;
import io.pronto.core.manifest.Packets;
import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Wave;
import io.pronto.media.relay.TapNote;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A party that speaks another codec than G.711 is recorded like any other. */
class DecodingTest {
  private static final int PACKETS = 200;

  private final Take take = new Take();

  @ParameterizedTest
  @EnumSource(names = {"G722", "OPUS"})
  void aToneIsRecordedWholeWhateverTheClockOfItsTimestamps(Codec codec) {
    say(codec, -codec.clockRate(), Integer.MAX_VALUE);

    var track = take.end(PACKETS * Take.FRAME);

    assertThat(track.total(Content.SOUND)).isEqualTo(20 * PACKETS);
    var heard = Arrays.copyOfRange(take.samples(), 4_000, 28_000);
    assertThat(20 * Math.log10(Wave.peak(heard, 440, 8_000) / 8_000)).isCloseTo(0, within(1.0));
    assertThat(Wave.signalToNoise(heard, 440, 8_000)).isGreaterThan(15);
  }

  @ParameterizedTest
  @CsvSource({"G722, 10", "OPUS, 10"})
  void whatIsLostOfItIsSilenceOfItsLength(Codec codec, int each) {
    say(codec, 1000, each);

    var track = take.end(PACKETS * Take.FRAME);

    assertThat(track.total(Content.LOST)).isEqualTo(20 * (PACKETS / each - 1));
    assertThat(track.packets().seen()).isEqualTo(PACKETS - PACKETS / each);
  }

  @ParameterizedTest
  @EnumSource(names = {"G722", "OPUS"})
  void whatComesTwiceIsDecodedOnce(Codec codec) {
    say(codec, inOrder().flatMap(i -> IntStream.of(i, i, Math.max(0, i - 3))).toArray(), 0);
    var track = take.end(PACKETS * Take.FRAME);

    var once = new Take();
    say(once, codec, inOrder().toArray(), 0);

    assertThat(track.stretches()).isEqualTo(once.end(PACKETS * Take.FRAME).stretches());
    assertThat(track.packets()).isEqualTo(new Packets(PACKETS, 3 * PACKETS, PACKETS));
    assertThat(take.samples()).isEqualTo(once.samples());
  }

  @ParameterizedTest
  @EnumSource(names = {"G722", "OPUS"})
  void whatComesBehindAnotherIsLostAndDistortsNothing(Codec codec) {
    say(codec, inOrder().map(i -> i % 10 == 5 ? i + 1 : i % 10 == 6 ? i - 1 : i).toArray(), 0);
    var track = take.end(PACKETS * Take.FRAME);

    var without = new Take();
    say(without, codec, inOrder().filter(i -> i % 10 != 5).toArray(), 0);

    assertThat(track.stretches()).isEqualTo(without.end(PACKETS * Take.FRAME).stretches());
    assertThat(track.total(Content.LOST)).isEqualTo(20 * PACKETS / 10);
    assertThat(track.packets()).isEqualTo(new Packets(PACKETS, PACKETS, PACKETS - PACKETS / 10));
    assertThat(take.samples()).isEqualTo(without.samples());
  }

  /** There is no packet in time before it to tell that something is missing. */
  @ParameterizedTest
  @EnumSource(names = {"G722", "OPUS"})
  void whatIsSaidFirstAfterAPauseAndComesLateIsLostToo(Codec codec) {
    say(codec, inOrder().map(i -> i == 100 ? 101 : i == 101 ? 100 : i).toArray(), 25);

    var track = take.end((PACKETS + 25) * Take.FRAME);

    assertThat(track.total(Content.LOST)).isEqualTo(20);
    assertThat(track.total(Content.SILENT)).isEqualTo(25 * 20);
  }

  @Test
  void aCodecThatChangesWithEachPacketMakesNoDecoderEachTime() {
    var wide = packets(Codec.G722, 0, 0);
    var opus = packets(Codec.OPUS, 0, 0);
    var packet = new TappedPacket();
    try (var decoding = new Decoding()) {
      long before = 0;
      int samples = 0;
      for (int i = 0; i < PACKETS; i++) {
        if (i == PACKETS / 2) {
          before = allocated();
        }
        packet.read(i % 2 == 0 ? wide.get(i) : opus.get(i));
        decoding.decode(i % 2 == 0 ? Codec.G722 : Codec.OPUS, packet);
        samples += decoding.length;
      }

      assertThat((allocated() - before) / (PACKETS / 2)).isLessThan(500);
      assertThat(samples).isEqualTo(PACKETS * Take.FRAME);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static IntStream inOrder() {
    return IntStream.range(0, PACKETS);
  }

  private void say(Codec codec, int firstTimestamp, int lostEach) {
    var packets = packets(codec, firstTimestamp, 0);
    agree(take, codec);
    for (int i = 0; i < PACKETS; i++) {
      if (i % lostEach != lostEach - 1) {
        take.arrive(packets.get(i), (long) i * Take.FRAME);
      }
    }
  }

  private void say(Codec codec, int[] order, int pause) {
    say(take, codec, order, pause);
  }

  /** Packets in an order in which none is sooner than it can be; the middle is after a pause. */
  private static void say(Take take, Codec codec, int[] order, int pause) {
    var packets = packets(codec, 1000, pause);
    agree(take, codec);
    int newest = 0;
    for (int i : order) {
      newest = Math.max(newest, i);
      int now = newest < PACKETS / 2 ? newest : newest + pause;
      take.arrive(packets.get(i), (long) now * Take.FRAME);
    }
  }

  private static void agree(Take take, Codec codec) {
    var party =
        new Remote(
            new InetSocketAddress("127.0.0.1", 4000), List.of(codec.format()), Direction.SENDRECV);
    take.arrive(TapNote.of(TapNote.State.OPEN, party), 0);
  }

  private static List<ByteBuffer> packets(Codec codec, int firstTimestamp, int pause) {
    var packets = new ArrayList<ByteBuffer>();
    int rate = Math.min(16_000, codec.rate());
    int frame = rate / 50;
    var tone = Wave.tone(440, rate, PACKETS * frame, 8_000);
    try (var encoder = codec.encoder(rate, "")) {
      var coded = new byte[AudioEncoder.MOST_BYTES];
      for (int i = 0; i < PACKETS; i++) {
        int length = encoder.encode(tone, i * frame, frame, coded, 0);
        var packet = ByteBuffer.allocate(12 + length);
        int frames = i < PACKETS / 2 ? i : i + pause;
        packet.put((byte) 0x80).put((byte) codec.format().payloadType()).putShort((short) i);
        packet.putInt(firstTimestamp + frames * (codec.clockRate() / 50)).putInt(7);
        packets.add(packet.put(coded, 0, length).flip());
      }
    }
    return packets;
  }
}
