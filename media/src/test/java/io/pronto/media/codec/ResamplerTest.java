package io.pronto.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
  @ParameterizedTest
  @CsvSource({
    "8000, 16000, 1000", "8000, 16000, 3400", "8000, 48000, 1000", "8000, 48000, 3400",
    "16000, 48000, 6800", "16000, 8000, 1000", "16000, 8000, 3400", "48000, 8000, 1000",
    "48000, 8000, 3400", "48000, 16000, 6800", "16000, 8000, 300", "8000, 16000, 300"
  })
  void aToneThatBothRatesCarryKeepsItsLevelAndGainsNoNoise(int from, int to, int hertz) {
    var sound = resampled(Wave.tone(hertz, from, from, 16_000), from, to);

    assertThat(Wave.peak(sound, hertz, to)).isCloseTo(16_000, within(100.0));
    assertThat(Wave.signalToNoise(sound, hertz, to)).isGreaterThan(75);
  }

  @ParameterizedTest
  @CsvSource({
    "16000, 8000, 4500", "16000, 8000, 5000", "16000, 8000, 7500", "48000, 8000, 4600",
    "48000, 8000, 12000", "48000, 8000, 23000", "48000, 16000, 9000", "48000, 16000, 20000"
  })
  void aToneThatTheSlowerRateCannotCarryIsNotHeardAtAll(int from, int to, int hertz) {
    var sound = resampled(Wave.tone(hertz, from, from, 16_000), from, to);

    assertThat(Wave.level(sound)).isLessThan(Wave.level(Wave.tone(hertz, from, from, 16_000)) - 70);
  }

  @Test
  void piecesOfAnyLengthMakeTheSameSoundAsTheWhole() {
    var tone = Wave.tone(1004, 8000, 8000, 12_000);
    var whole = new short[16_000];
    new Resampler(8000, 16_000, 8000).resample(tone, 8000, whole);

    var pieces = new short[16_000];
    var resampler = new Resampler(8000, 16_000, 700);
    var into = new short[1400];
    int made = 0;
    for (int at = 0, length = 1;
        at < 8000;
        at += length, length = Math.min(length * 3 % 700 + 1, 8000 - at)) {
      var piece = java.util.Arrays.copyOfRange(tone, at, at + length);
      int count = resampler.resample(piece, length, into);
      System.arraycopy(into, 0, pieces, made, count);
      made += count;
    }

    assertThat(pieces).isEqualTo(whole);
  }

  private static short[] resampled(short[] sound, int from, int to) {
    var resampler = new Resampler(from, to, from / 50);
    var out = new short[to];
    var into = new short[to / 50];
    var piece = new short[from / 50];
    int made = 0;
    for (int at = 0; at < sound.length; at += piece.length) {
      System.arraycopy(sound, at, piece, 0, piece.length);
      int count = resampler.resample(piece, piece.length, into);
      System.arraycopy(into, 0, out, made, count);
      made += count;
    }
    return Wave.from(out, to / 10);
  }
}
