package io.pronto.media.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pronto.core.manifest.Content;
import io.pronto.media.Direction;
import io.pronto.media.Remote;
import io.pronto.media.codec.AudioEncoder;
import io.pronto.media.codec.Codec;
import io.pronto.media.codec.Wave;
import io.pronto.media.relay.TapNote;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
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

  private void say(Codec codec, int firstTimestamp, int lostEach) {
    var format = codec.format();
    take.arrive(
        TapNote.of(
            TapNote.State.OPEN,
            new Remote(
                new InetSocketAddress("127.0.0.1", 4000), List.of(format), Direction.SENDRECV)),
        0);
    int rate = Math.min(16_000, codec.rate());
    int frame = rate / 50;
    var tone = Wave.tone(440, rate, PACKETS * frame, 8_000);
    try (var encoder = codec.encoder(rate, "")) {
      var coded = new byte[AudioEncoder.MOST_BYTES];
      for (int i = 0; i < PACKETS; i++) {
        int length = encoder.encode(tone, i * frame, frame, coded, 0);
        var packet = ByteBuffer.allocate(12 + length);
        packet.put((byte) 0x80).put((byte) format.payloadType()).putShort((short) i);
        packet.putInt(firstTimestamp + i * (codec.clockRate() / 50)).putInt(7);
        packet.put(coded, 0, length).flip();
        if (i % lostEach != lostEach - 1) {
          take.arrive(packet, (long) i * Take.FRAME);
        }
      }
    }
  }
}
