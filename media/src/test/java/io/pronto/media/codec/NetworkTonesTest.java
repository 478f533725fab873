package io.pronto.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.pronto.media.Prompt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is heard of the tones of ITU-T E.180, supplement 2, measured in what is played. */
class NetworkTonesTest {
  private static final int WINDOW = 40;

  /** Frequencies that are no tone's, and must have no part in any. */
  private static final List<Integer> OTHERS = List.of(350, 540, 700, 1_100, 2_100);

  @ParameterizedTest
  @CsvSource({
    "FR, 440, 1500 3500",
    "IT, 425, 1000 4000",
    "GB, 400 450, 400 200 400 2000",
    "DE, 425, 1000 4000",
    "ES, 425, 1500 3000",
    "BE, 425, 1000 3000",
    "CH, 425, 1000 4000",
    "US, 440 480, 2000 4000",
    "NO, 425, 1000 4000"
  })
  void ringback(String country, String hertz, String cadence) {
    heard(Prompt.ringback(country), hertz, cadence);
  }

  @ParameterizedTest
  @CsvSource({
    "FR, 440, 500 500", "IT, 425, 500 500", "GB, 400, 375 375", "DE, 425, 480 480",
    "ES, 425, 200 200", "BE, 425, 500 500", "CH, 425, 500 500", "US, 480 620, 500 500"
  })
  void busy(String country, String hertz, String cadence) {
    heard(Prompt.busy(country), hertz, cadence);
  }

  @ParameterizedTest
  @CsvSource({
    "FR, 440, 250 250",
    "IT, 425, 200 200",
    "GB, 400, 400 350 225 525",
    "DE, 425, 240 240",
    "ES, 425, 200 200 200 200 200 600",
    "BE, 425, 167 167",
    "CH, 425, 200 200",
    "US, 480 620, 250 250"
  })
  void congestion(String country, String hertz, String cadence) {
    heard(Prompt.congestion(country), hertz, cadence);
  }

  @ParameterizedTest
  @CsvSource({
    "FR, 440, 300 10000", "IT, 425, 400 100 250 100 150 14000", "GB, 400, 100 3000",
    "DE, 425, 200 200 200 5000", "ES, 425, 175 175 175 3500", "BE, 1400, 175 175 175 3500",
    "CH, 425, 200 200 200 4000", "US, 440, 300 10000"
  })
  void callWaiting(String country, String hertz, String cadence) {
    heard(Prompt.callWaiting(country), hertz, cadence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FR", "IT", "GB", "DE", "ES", "BE", "CH", "US"})
  void specialInformationRisesInThreeSteps(String country) {
    var sound = sound(Prompt.specialInformation(country));
    int each = Integer.parseInt(lengths(sound).split(" ")[0]) / 3 * 8;

    var steps = List.of(950, 1_400, 1_800);
    for (int i = 0; i < 3; i++) {
      var step = Arrays.copyOfRange(sound, i * each + 80, (i + 1) * each - 80);
      int hertz = steps.get(i);
      assertThat(share(step, hertz)).as(country + ' ' + hertz).isGreaterThan(0.95);
    }
    assertThat(each / 8).isBetween(290, 340);
    assertThat(sound.length - 3 * each).isBetween(7_900, 8_100);
  }

  private static void heard(Prompt prompt, String hertz, String cadence) {
    var sound = sound(prompt);
    var wanted = Stream.of(hertz.split(" ")).map(Integer::valueOf).toList();
    assertThat(near(lengths(sound), cadence)).as(lengths(sound)).isTrue();

    var on = Arrays.copyOf(sound, Integer.parseInt(cadence.split(" ")[0]) * 8);
    Function<List<Integer>, Double> shares =
        all -> all.stream().mapToDouble(each -> share(on, each)).sum();
    assertThat(shares.apply(wanted)).isGreaterThan(0.9);
    for (int each : wanted) {
      assertThat(share(on, each)).isGreaterThan(0.8 / wanted.size());
    }
    assertThat(shares.apply(OTHERS)).isLessThan(0.05);
    assertThat(level(on)).isBetween(-20.2, -18.2); // -13 dBm0 at -3.14 dBm0 for a full-scale sine
  }

  private static short[] sound(Prompt prompt) {
    var codes = prompt.sound(G711.PCMA);
    var sound = new short[codes.length];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = G711.PCMA.decode(codes[i]);
    }
    return sound;
  }

  /** How long it sounds and pauses in turn, in milliseconds. */
  private static String lengths(short[] sound) {
    var lengths = new ArrayList<Integer>();
    boolean on = true;
    int since = 0;
    for (int at = 0; at < sound.length; at += WINDOW) {
      boolean loud = false;
      for (int i = at; i < Math.min(sound.length, at + WINDOW); i++) {
        loud |= Math.abs(sound[i]) > 300;
      }
      if (loud != on) {
        lengths.add((at - since) / 8);
        since = at;
        on = loud;
      }
    }
    lengths.add((sound.length - since) / 8);
    return String.join(" ", lengths.stream().map(String::valueOf).toList());
  }

  private static boolean near(String heard, String wanted) {
    var a = heard.split(" ");
    var b = wanted.split(" ");
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      if (Math.abs(Integer.parseInt(a[i]) - Integer.parseInt(b[i])) > 12) {
        return false;
      }
    }
    return a.length == b.length;
  }

  private static double share(short[] sound, int hertz) {
    double real = 0;
    double imaginary = 0;
    double all = 0;
    for (int i = 0; i < sound.length; i++) {
      double angle = 2 * Math.PI * hertz * i / G711.RATE;
      real += sound[i] * Math.cos(angle);
      imaginary += sound[i] * Math.sin(angle);
      all += (double) sound[i] * sound[i];
    }
    return 2 * (real * real + imaginary * imaginary) / sound.length / all;
  }

  private static double level(short[] sound) {
    double sum = 0;
    for (short sample : sound) {
      sum += (double) sample * sample;
    }
    return 10 * Math.log10(sum / sound.length / 32_768 / 32_768);
  }
}
