package io.pronto.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTonesTest {
  private static final String KEYS = "123A456B789C*0#D";
  private static final int[] LOW = {697, 770, 852, 941};
  private static final int[] HIGH = {1209, 1336, 1477, 1633};

  @Test
  void everyKeyCountsOnce() {
    assertThat(heard(keys(KEYS, 60, 60, 4000, 4000, 1))).isEqualTo(KEYS);
  }

  @Test
  void theSameKeyTwiceCountsTwice() {
    assertThat(heard(keys("1155", 50, 50, 4000, 4000, 1))).isEqualTo("1155");
  }

  /** Q.24: what a receiver must take. The offset is 1.5 %, the levels down to -25 dBm0. */
  @ParameterizedTest
  @CsvSource({
    "4000, 4000, 1.015",
    "4000, 4000, 0.985",
    "8000, 8000, 1",
    "900, 900, 1",
    "4000, 5500, 1",
    "4000, 1800, 1"
  })
  void levelsAndOffsetsOfRealTelephonesAreTaken(int low, int high, double offset) {
    assertThat(heard(keys(KEYS, 70, 70, low, high, offset))).isEqualTo(KEYS);
  }

  /** Q.24: what it must not take. */
  @ParameterizedTest
  @CsvSource({"20, 4000, 4000, 1", "70, 4000, 4000, 1.05", "70, 4000, 300, 1", "70, 40, 40, 1"})
  void tooShortTooFarOffTooUnevenTooFaintAreNone(int millis, int low, int high, double offset) {
    assertThat(heard(keys(KEYS, millis, 70, low, high, offset))).isEmpty();
  }

  @Test
  void keysAreHeardInNoiseOf20Decibels() {
    var random = new Random(7);
    var sound = keys(KEYS, 70, 70, 4000, 4000, 1);
    for (int i = 0; i < sound.length; i++) {
      sound[i] += (short) (400 * random.nextGaussian());
    }

    assertThat(heard(sound)).isEqualTo(KEYS);
  }

  @Test
  void neitherNoiseNorSilenceNorASingleToneIsAKey() {
    var random = new Random(11);

    assertThat(heard(sound(G711.RATE * 60, _ -> 5000 * random.nextGaussian()))).isEmpty();
    assertThat(heard(new short[G711.RATE])).isEmpty();
    assertThat(heard(sound(G711.RATE, i -> 8000 * sine(697, i)))).isEmpty();
    assertThat(heard(sound(G711.RATE, i -> 8000 * sine(440, i)))).isEmpty();
    assertThat(heard(sound(G711.RATE, i -> i % 2 == 0 ? 32000 : -32000))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "en", "it"})
  void speechIsNoKey(String language) throws IOException {
    for (var prompt :
        List.of(
            "anonymous-hidden",
            "anonymous-masked",
            "anonymous-malformed",
            "anonymous-missing",
            "ask-for-code",
            "wrong-code",
            "recording-notice")) {
      var path = "/prompts/" + language + '/' + prompt + ".wav";
      try (var in = KeyTonesTest.class.getResourceAsStream(path)) {
        assertThat(heard(Wav.samples(in.readAllBytes()))).as(path).isEmpty();
      }
    }
  }

  private static String heard(short[] samples) {
    var ear = new KeyTones();
    var keys = new StringBuilder();
    for (short sample : samples) {
      char key = ear.hear(G711.PCMA.decode(G711.PCMA.encode(sample)));
      if (key != KeyTones.NONE) {
        keys.append(key);
      }
    }
    return keys.toString();
  }

  private static short[] keys(
      String keys, int millis, int pause, double low, double high, double offset) {
    int on = G711.RATE / 1000 * millis;
    int whole = on + G711.RATE / 1000 * pause;
    return sound(
        whole * keys.length(),
        i -> {
          int at = KEYS.indexOf(keys.charAt(i / whole));
          return i % whole >= on
              ? 0
              : low * sine(LOW[at / 4] * offset, i) + high * sine(HIGH[at % 4] * offset, i);
        });
  }

  private static short[] sound(int length, IntToDoubleFunction at) {
    var samples = new short[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (short) Math.clamp(Math.round(at.applyAsDouble(i)), -32768, 32767);
    }
    return samples;
  }

  private static double sine(double hertz, int i) {
    return Math.sin(2 * Math.PI * hertz * i / G711.RATE);
  }
}
