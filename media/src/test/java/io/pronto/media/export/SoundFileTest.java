package io.pronto.media.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others' programs make of our files: {@code flac} and {@code opusdec}, from Debian. */
class SoundFileTest {
  private static final int RATE = 8_000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "1, 20000", "2, 4096", "2, 4099", "2, 4111", "2, 100003"})
  void flacLosesNothing(int channels, int frames) throws Exception {
    need("flac");
    var sound = speechlike(channels, frames);
    var file = folder.resolve("sound.flac");

    try (var out = Files.newOutputStream(file);
        var flac = new FlacFile(out, RATE, channels, frames, "aud_1")) {
      inPieces(flac, sound, channels);
    }

    if (frames == 0) { // which the program takes for no file of sound
      assertThat(Files.size(file)).isPositive();
      return;
    }
    run("flac", "--test", "--silent", file.toString());
    var raw = folder.resolve("sound.raw");
    run(
        "flac",
        "--decode",
        "--silent",
        "--force-raw-format",
        "--endian=little",
        "--sign=signed",
        "-o",
        raw.toString(),
        file.toString());
    assertThat(Files.readAllBytes(raw)).isEqualTo(bytes(sound));
  }

  @Test
  void speechTakesHalfTheRoomAndSilenceNextToNone() throws IOException {
    var speech = speechlike(2, 10 * RATE);

    assertThat(flac(speech).length).isLessThan(speech.length * 2 * 7 / 10);
    assertThat(flac(new short[20 * RATE]).length).isLessThan(1_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void opusIsHeardInItsPlaceAndEachPartyInItsChannel(int channels) throws Exception {
    need("opusdec");
    var sound = tones(channels, 3 * RATE + 77);
    var file = folder.resolve("sound.opus");

    try (var out = Files.newOutputStream(file);
        var opus = new OggOpusFile(out, RATE, channels, "aud_1")) {
      inPieces(opus, sound, channels);
    }

    var raw = folder.resolve("sound.raw");
    run("opusdec", "--quiet", "--rate", "8000", "--no-dither", file.toString(), raw.toString());
    var heard = shorts(Files.readAllBytes(raw));
    assertThat(heard.length).isBetween(sound.length - 4 * channels, sound.length + 4 * channels);
    assertThat(Files.size(file)).isLessThan(channels * 3L * 3_500);
    for (int channel = 0; channel < channels; channel++) {
      assertThat(onset(heard, channels, channel))
          .isBetween(onset(sound, channels, channel) - 80, onset(sound, channels, channel) + 80);
      assertThat(share(heard, channels, channel, hertz(channel))).isGreaterThan(0.9);
      assertThat(share(heard, channels, channel, hertz(1 - channel))).isLessThan(0.02);
    }
  }

  @Test
  void nothingIsAFileToo() throws Exception {
    need("opusdec");
    var file = folder.resolve("sound.opus");
    try (var out = Files.newOutputStream(file);
        var opus = new OggOpusFile(out, RATE, 2, "aud_1")) {
      opus.add(new short[0], 0);
    }

    run("opusdec", "--quiet", file.toString(), folder.resolve("sound.wav").toString());
  }

  private static byte[] flac(short[] sound) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var flac = new FlacFile(out, RATE, 2, sound.length / 2, "aud_1")) {
      flac.add(sound, sound.length / 2);
    }
    return out.toByteArray();
  }

  /** In pieces of any size, as they come. */
  private static void inPieces(SoundFile file, short[] sound, int channels) throws IOException {
    int frames = sound.length / channels;
    for (int at = 0, size = 1; at < frames; at += size, size = Math.min(size * 3, 7_001)) {
      int end = Math.min(frames, at + size);
      file.add(Arrays.copyOfRange(sound, at * channels, end * channels), end - at);
    }
  }

  /** Tones that rise and fall, some noise, some silence, and the loudest there is. */
  private static short[] speechlike(int channels, int frames) {
    var random = new Random(7);
    var sound = new short[channels * frames];
    for (int i = 0; i < frames; i++) {
      double swell = Math.max(0, Math.sin(i / 3_000.0));
      for (int channel = 0; channel < channels; channel++) {
        double tone = 9_000 * swell * Math.sin(2 * Math.PI * (180 + 90 * channel) * i / RATE);
        sound[i * channels + channel] = (short) (tone + swell * 60 * random.nextGaussian());
      }
    }
    for (int i = frames / 2; i < Math.min(frames, frames / 2 + 40); i++) {
      sound[i * channels] = i % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
    }
    return sound;
  }

  private static int hertz(int channel) {
    return channel == 0 ? 440 : 1_000;
  }

  /** Silence, then a tone on each channel, later on the right. */
  private static short[] tones(int channels, int frames) {
    var sound = new short[channels * frames];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = RATE / 2 * (channel + 1); i < frames; i++) {
        sound[i * channels + channel] =
            (short) (9_000 * Math.sin(2 * Math.PI * hertz(channel) * i / RATE));
      }
    }
    return sound;
  }

  private static int onset(short[] sound, int channels, int channel) {
    for (int i = channel; i < sound.length; i += channels) {
      if (Math.abs(sound[i]) > 2_500) {
        return i / channels;
      }
    }
    throw new AssertionError("Silence");
  }

  /** How much of a channel's power is in one tone (Goertzel). */
  private static double share(short[] sound, int channels, int channel, int hertz) {
    double coefficient = 2 * Math.cos(2 * Math.PI * hertz / RATE);
    double one = 0;
    double two = 0;
    double all = 0;
    int from = RATE * 3 / 2;
    int frames = RATE;
    for (int i = from; i < from + frames; i++) {
      double sample = sound[i * channels + channel];
      double next = sample + coefficient * one - two;
      two = one;
      one = next;
      all += sample * sample;
    }
    return 2 * (one * one + two * two - coefficient * one * two) / (frames * all);
  }

  private static byte[] bytes(short[] sound) {
    var bytes = ByteBuffer.allocate(2 * sound.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(sound);
    return bytes.array();
  }

  private static short[] shorts(byte[] bytes) {
    var sound = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(sound);
    return sound;
  }

  /** Skips the test where the program is missing, unless peers are required. */
  private static void need(String program) throws IOException, InterruptedException {
    boolean there =
        new ProcessBuilder("sh", "-c", "command -v " + program)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
    if (!there) {
      assertThat(System.getenv("PRONTO_PEERS"))
          .as(program + " is missing")
          .isNotEqualTo("required");
      abort(program + " is not installed");
    }
  }

  private void run(String... command) throws IOException, InterruptedException {
    var said = folder.resolve("said");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command[0]).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }
}
