package io.pronto.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.pronto.media.RtpFormat;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CodecTest {
  private static final double PEAK = 8_000;

  @ParameterizedTest
  @CsvSource({
    "PCMA, 8000, 1000, 36",
    "PCMU, 8000, 1000, 36",
    "PCMA, 8000, 3300, 36",
    "G722, 16000, 1000, 40",
    "G722, 16000, 6500, 12",
    "OPUS, 8000, 1000, 15",
    "OPUS, 16000, 1000, 15",
    "OPUS, 16000, 5000, 10",
    "OPUS, 48000, 1000, 15"
  })
  void aToneComesBackAsLoudAndAsPureAsTheCodecCan(Codec codec, int rate, int hertz, int purity) {
    var heard = Wave.from(through(codec, rate, hertz, 20), rate / 2);

    assertThat(20 * Math.log10(Wave.peak(heard, hertz, rate) / PEAK)).isCloseTo(0, within(1.5));
    assertThat(Wave.signalToNoise(heard, hertz, rate)).isGreaterThan(purity);
  }

  @ParameterizedTest
  @CsvSource({"OPUS, 10", "OPUS, 40", "OPUS, 60", "G722, 10", "G722, 60", "PCMA, 30"})
  void packetsOfAnyLengthCarryIt(Codec codec, int millis) {
    int rate = Math.min(codec.rate(), 16_000);

    var heard = Wave.from(through(codec, rate, 1000, millis), rate / 2);

    assertThat(20 * Math.log10(Wave.peak(heard, 1000, rate) / PEAK)).isCloseTo(0, within(1.5));
  }

  @ParameterizedTest
  @EnumSource
  void aLostPacketIsFilledWithWhatIsLikelyAndALongLossFadesToSilence(Codec codec) {
    int rate = Math.min(codec.rate(), 16_000);
    int frame = rate / 50;
    var tone = Wave.tone(440, rate, rate, PEAK);
    try (var encoder = codec.encoder(rate, "");
        var decoder = codec.decoder(rate)) {
      var packet = new byte[AudioEncoder.MOST_BYTES];
      var sound = new short[decoder.capacity()];
      for (int i = 0; i < 25; i++) {
        decoder.decode(packet, 0, encoder.encode(tone, i * frame, frame, packet, 0), sound);
      }

      decoder.conceal(frame, sound);
      var first = Arrays.copyOf(sound, frame);
      for (int i = 0; i < 15; i++) {
        decoder.conceal(frame, sound);
      }
      var last = Arrays.copyOf(sound, frame);

      assertThat(Wave.level(first)).isCloseTo(Wave.level(tone), within(6.0));
      assertThat(Wave.peak(first, 440, rate)).isGreaterThan(PEAK / 3);
      assertThat(Wave.level(last)).isLessThan(Wave.level(tone) - 20);
    }
  }

  @Test
  void opusTellsOfTheLostPacketInTheNextWhereThePeerWantsThat() {
    assertThat(levelRecovered("useinbandfec=1")).isGreaterThan(levelRecovered("") + 3);
  }

  /** How loud what is recovered is, where seven packets of a voice are lost before it. */
  private static double levelRecovered(String parameters) {
    int frame = 320;
    int frames = 100;
    var voice = risingVoice(frames * frame);
    var recovered = new short[frames / 10 * frame];
    try (var encoder = Codec.OPUS.encoder(16_000, parameters);
        var decoder = Codec.OPUS.decoder(16_000)) {
      var packet = new byte[AudioEncoder.MOST_BYTES];
      var sound = new short[decoder.capacity()];
      for (int i = 0; i < frames; i++) {
        int length = encoder.encode(voice, i * frame, frame, packet, 0);
        if (i % 10 < 2) {
          decoder.decode(packet, 0, length, sound);
        } else if (i % 10 < 9) {
          decoder.conceal(frame, sound);
        } else {
          decoder.recover(packet, 0, length, frame, sound);
          System.arraycopy(sound, 0, recovered, i / 10 * frame, frame);
        }
      }
    }
    return Wave.level(recovered);
  }

  private static short[] risingVoice(int samples) {
    var voice = new short[samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      phase += 2 * Math.PI * (110 + 90.0 * (i % 8000) / 8000) / 16_000;
      double sum = 0;
      for (int harmonic = 1; harmonic < 20; harmonic++) {
        sum += Math.sin(harmonic * phase) / harmonic;
      }
      voice[i] = (short) (5_000 * sum * (0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * i / 16_000)));
    }
    return voice;
  }

  @ParameterizedTest
  @EnumSource
  void garbageAndPacketsOfNothingAndOf1500BytesHarmNothing(Codec codec) {
    var random = RandomGenerator.of("L64X128MixRandom");
    try (var decoder = codec.decoder(8000)) {
      var sound = new short[decoder.capacity()];
      for (int i = 0; i < 2000; i++) {
        var packet = new byte[i % 3 == 0 ? 1500 : random.nextInt(200)];
        random.nextBytes(packet);
        assertThat(decoder.decode(packet, 0, packet.length, sound))
            .isBetween(0, decoder.capacity());
        decoder.recover(packet, 0, packet.length, decoder.rate() / 50, sound);
      }
      assertThat(decoder.decode(new byte[1], 0, 0, sound)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsAllocatedPerPacket(Codec codec) {
    int rate = Math.min(codec.rate(), 16_000);
    int frame = rate / 50;
    var tone = Wave.tone(440, rate, frame, PEAK);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var encoder = codec.encoder(rate, "useinbandfec=1");
        var decoder = codec.decoder(rate)) {
      var packet = new byte[AudioEncoder.MOST_BYTES];
      var sound = new short[decoder.capacity()];
      long before = 0;
      int packets = 6000;
      for (int i = 0; i < 2 * packets; i++) {
        if (i == packets) {
          before = threads.getCurrentThreadAllocatedBytes();
        }
        int length = encoder.encode(tone, 0, frame, packet, 0);
        decoder.decode(packet, 0, length, sound);
        if (i % 10 == 0) {
          decoder.conceal(frame, sound);
        }
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated / packets).as(allocated + " bytes in all").isZero();
    }
  }

  @Test
  void aFormatIsKnownByItsEncodingClockAndChannels() {
    assertThat(Codec.of(new RtpFormat(96, "OPUS", 48_000, 2, ""))).contains(Codec.OPUS);
    assertThat(Codec.of(new RtpFormat(96, "opus", 48_000))).isEmpty();
    assertThat(Codec.of(new RtpFormat(9, "g722", 8000))).contains(Codec.G722);
    assertThat(Codec.of(new RtpFormat(18, "G729", 8000))).isEmpty();
    assertThat(Codec.of(new RtpFormat(101, "telephone-event", 8000))).isEmpty();
  }

  @Test
  void thePeersWishesForOpusAreKept() {
    assertThat(OpusWishes.of("maxplaybackrate=8000; maxaveragebitrate=12000;cbr=1"))
        .satisfies(
            wishes -> {
              assertThat(wishes.bitRate(48_000)).isEqualTo(12_000);
              assertThat(wishes.bandwidth()).isEqualTo(1101);
              assertThat(wishes.constant()).isTrue();
              assertThat(wishes.redundant()).isFalse();
            });
    assertThat(OpusWishes.of("minptime=10;useinbandfec=1").redundant()).isTrue();
    assertThat(OpusWishes.of("maxaveragebitrate=999999;x=").bitRate(8000)).isEqualTo(16_000);
  }

  private static short[] through(Codec codec, int rate, int hertz, int millis) {
    int frame = rate / 1000 * millis;
    int frames = 2 * rate / frame;
    var tone = Wave.tone(hertz, rate, frames * frame, PEAK);
    var heard = new short[frames * frame];
    try (var encoder = codec.encoder(rate, "");
        var decoder = codec.decoder(rate)) {
      var packet = new byte[AudioEncoder.MOST_BYTES];
      var sound = new short[decoder.capacity()];
      for (int i = 0; i < frames; i++) {
        int length = encoder.encode(tone, i * frame, frame, packet, 0);
        assertThat(decoder.decode(packet, 0, length, sound)).isEqualTo(frame);
        System.arraycopy(sound, 0, heard, i * frame, frame);
      }
    }
    return heard;
  }
}
