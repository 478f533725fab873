package io.pronto.core.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavFileTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 8000, 8", "1, 2, 8000, 8", "1, 1, 8000, 16", "1, 2, 44100, 16", "1, 1, 11025, 16",
    "1, 1, 16000, 24", "1, 2, 48000, 24", "1, 1, 22050, 16", "1, 1, 47999, 16", "6, 1, 8000, 8",
    "7, 1, 8000, 8", "7, 2, 16000, 8"
  })
  void everyKindIsReadAndMadeAsLoudAsOthers(int tag, int channels, int rate, int bits)
      throws NotSound {
    var sound = WavFile.sound(TestWav.tone(tag, channels, rate, bits, 1_000, 2_000, 0.3));

    assertThat(sound.length().toMillis()).isBetween(1_995L, 2_001L);
    assertThat(TestWav.share(sound, 1_000)).isGreaterThan(0.98);
    assertThat(TestWav.level(sound)).isCloseTo(-20, within(0.3));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 1_000, 3_000, 5_000, 7_000})
  void whatBothRatesCanCarryStays(int hertz) throws NotSound {
    var sound = WavFile.sound(TestWav.tone(1, 1, 44_100, 16, hertz, 1_000, 0.5));

    assertThat(TestWav.share(sound, hertz)).isGreaterThan(0.98);
  }

  @Test
  void whatIsTooHighForTheRateDoesNotComeBackAsSomethingElse() throws NotSound {
    var low = TestWav.tone(1, 1, 48_000, 16, 1_000, 1_000, 0.5);
    var high = TestWav.tone(1, 1, 48_000, 16, 13_000, 1_000, 0.4);
    var both = ByteBuffer.wrap(low).order(ByteOrder.LITTLE_ENDIAN);
    var other = ByteBuffer.wrap(high).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 44; at < low.length; at += 2) {
      both.putShort(at, (short) (both.getShort(at) + other.getShort(at)));
    }

    var sound = WavFile.sound(low);

    assertThat(TestWav.share(sound, 1_000)).isGreaterThan(0.98);
    assertThat(TestWav.share(sound, 3_000)).isLessThan(0.001);
  }

  @Test
  void pausesDoNotMakeWhatIsSaidLouder() throws NotSound {
    var said = TestWav.tone(1, 1, 8_000, 16, 1_000, 1_000, 0.3);
    var data = Arrays.copyOf(Arrays.copyOfRange(said, 44, said.length), 8 * 16_000);

    var sound = WavFile.sound(TestWav.file(1, 1, 8_000, 16, data));

    var heard = new Sound(Arrays.copyOf(sound.samples(), 15_500));
    assertThat(TestWav.level(heard)).isCloseTo(-20, within(0.5));
  }

  @Test
  void peaksAreLimitedAndNothingIsClipped() throws NotSound {
    var quiet = TestWav.tone(1, 1, 16_000, 16, 500, 4_000, 0.05);
    var loud = TestWav.tone(1, 1, 16_000, 16, 500, 10, 1);
    System.arraycopy(loud, 44, quiet, 44 + 32_000, loud.length - 44);

    var sound = WavFile.sound(quiet);

    int peak = 0;
    for (short sample : sound.samples()) {
      peak = Math.max(peak, Math.abs(sample));
    }
    assertThat(20 * Math.log10(peak / 32_767.0)).isBetween(-1.3, -0.99);
  }

  @Test
  void noiseThatIsNearlyNothingIsNotMadeLoud() throws NotSound {
    var sound = WavFile.sound(TestWav.tone(1, 1, 16_000, 16, 500, 1_000, 0.0005));

    assertThat(TestWav.level(sound)).isLessThan(-40);
  }

  @Test
  void silenceStaysSilence() throws NotSound {
    var sound = WavFile.sound(TestWav.file(1, 1, 8_000, 16, new byte[16_000]));

    assertThat(sound.samples()).containsOnly((short) 0);
  }

  @Test
  void aFileOfItsOwnIsReadAsItWasWritten() throws NotSound {
    var sound = WavFile.sound(TestWav.tone(1, 1, 16_000, 16, 700, 500, 0.3));

    var again = WavFile.sound(WavFile.of(sound));

    assertThat(again.length()).isEqualTo(sound.length());
    assertThat(TestWav.share(again, 700)).isGreaterThan(0.98);
  }

  @Test
  void chunksThatAreUnknownArePassedOver() throws NotSound {
    var plain = TestWav.tone(1, 1, 8_000, 16, 700, 500, 0.3);
    var file = ByteBuffer.allocate(plain.length + 12).order(ByteOrder.LITTLE_ENDIAN);
    file.put(plain, 0, 12).put("LIST".getBytes()).putInt(3).put(new byte[] {1, 2, 3, 0});

    var sound = WavFile.sound(file.put(plain, 12, plain.length - 12).array());

    assertThat(TestWav.share(sound, 700)).isGreaterThan(0.98);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 96000, 16, unsupported_rate", "1, 1, 4000, 16, unsupported_rate",
    "1, 1, -1, 16, unsupported_rate", "1, 6, 8000, 16, unsupported_channels",
    "1, 0, 8000, 16, unsupported_channels", "3, 1, 16000, 32, unsupported_encoding",
    "1, 1, 16000, 32, unsupported_encoding", "1, 1, 16000, 0, unsupported_encoding",
    "2, 1, 8000, 4, unsupported_encoding", "6, 1, 8000, 16, unsupported_encoding"
  })
  void whatIsNotTakenIsSaid(int tag, int channels, int rate, int bits, String code) {
    refused(TestWav.file(tag, channels, rate, bits, new byte[3_200]), code);
  }

  @Test
  void floatsThatAreNoNumbersAreRefusedAsAllFloatsAre() {
    var data = ByteBuffer.allocate(4 * 800).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putFloat(Float.NaN);
    }

    refused(TestWav.file(TestWav.FLOAT, 1, 8_000, 32, data.array()), "unsupported_encoding");
  }

  @Test
  void whatIsCutShortIsRefused() {
    var whole = TestWav.tone(1, 1, 8_000, 16, 700, 500, 0.3);

    refused(Arrays.copyOf(whole, 20), "truncated");
    refused(Arrays.copyOf(whole, 30), "truncated");
    refused(Arrays.copyOf(whole, 40), "truncated");
    refused(Arrays.copyOf(whole, whole.length - 100), "truncated");
    refused(Arrays.copyOf(whole, 6), "not_audio");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void sizesThatAreMuchTooLargeAreNotBelieved(int size) {
    var file = TestWav.tone(1, 1, 8_000, 16, 700, 500, 0.3);
    var data = file.clone();
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putInt(40, size);
    var format = file.clone();
    ByteBuffer.wrap(format).order(ByteOrder.LITTLE_ENDIAN).putInt(16, size);

    refused(data, "truncated");
    refused(format, "truncated");
  }

  @Test
  void aFileWithoutAnySoundIsRefused() {
    refused(TestWav.file(1, 1, 8_000, 16, new byte[0]), "empty");
    refused(TestWav.file(1, 2, 8_000, 16, new byte[3]), "empty");
  }

  @Test
  void whatLastsTooLongIsRefused() {
    refused(TestWav.file(TestWav.ALAW, 1, 8_000, 8, new byte[8_000 * 301]), "too_long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ID3\u0004....", "\u00ff\u00fb\u0090d....", "OggS....", "fLaC...."})
  void whatItSeemsToBeIsSaid(String begin) {
    assertThatThrownBy(
            () -> WavFile.sound(begin.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
        .isInstanceOfSatisfying(
            NotSound.class, e -> assertThat(e.code()).isEqualTo("unsupported_encoding"))
        .hasMessageContaining("WAV");
  }

  @Test
  void whatIsNoAudioIsRefused() {
    refused(new byte[0], "not_audio");
    refused("%PDF-1.7 of a document".getBytes(), "not_audio");
    var noise = new byte[5_000];
    ThreadLocalRandom.current().nextBytes(noise);
    noise[0] = 'x';
    refused(noise, "not_audio");
  }

  @Property(tries = 300)
  void noHeaderBreaksAnything(@ForAll @Size(60) byte[] tail) {
    var file = Arrays.copyOf("RIFF....WAVE".getBytes(), 12 + tail.length + 200);
    System.arraycopy("fmt ".getBytes(), 0, file, 12, 4);
    file[16] = 16;
    System.arraycopy(tail, 0, file, 20, tail.length);
    try {
      assertThat(WavFile.sound(file).samples()).isNotNull();
    } catch (NotSound refused) {
      assertThat(refused.code()).isNotEmpty();
    }
  }

  private static void refused(byte[] file, String code) {
    assertThatThrownBy(() -> WavFile.sound(file))
        .isInstanceOfSatisfying(NotSound.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
