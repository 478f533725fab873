package io.pronto.media.speech;

import io.pronto.media.codec.Wav;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;

/** Speech for tests, and the model that understands it. */
final class Spoken {
  private static final Path FOLDER = Path.of("src/test/speech");
  private static final Path MODEL = FOLDER.resolve("digits-en");

  private static final int RATE = 8_000;

  private Spoken() {}

  /** Puts the digits model at {@code place}. */
  static void installDigits(Path place) throws IOException {
    try (var files = Files.walk(MODEL)) {
      for (var file : files.toList()) {
        Files.copy(file, place.resolve(MODEL.relativize(file).toString()));
      }
    }
  }

  /** "seven zero four yes". */
  static InputStream man() {
    return wav("man");
  }

  /** "nine eight six five no". */
  static InputStream woman() {
    return wav("woman");
  }

  static InputStream silence(int seconds) {
    return new ByteArrayInputStream(new byte[seconds * RATE * 2]);
  }

  static InputStream oneAfterTheOther(InputStream... sounds) {
    return new SequenceInputStream(Collections.enumeration(Arrays.asList(sounds)));
  }

  private static InputStream wav(String name) {
    try {
      var samples = Wav.samples(Files.readAllBytes(FOLDER.resolve("wav/" + name + ".wav")));
      var pcm = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
      pcm.asShortBuffer().put(samples);
      return new ByteArrayInputStream(pcm.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
