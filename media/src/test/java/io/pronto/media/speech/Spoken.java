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
import java.util.List;

/** Speech for tests, and the model that understands it. */
final class Spoken {
  private static final Path FOLDER = Path.of("src/test/speech");

  private static final int RATE = 8_000;

  private Spoken() {}

  /** Puts the English model at {@code place}. */
  static void installDigits(Path place) throws IOException {
    install("en", place);
  }

  /** Puts the model of {@code language}, en, fr or it, at {@code place}. */
  static void install(String language, Path place) throws IOException {
    var model = FOLDER.resolve("digits-" + language);
    try (var files = Files.walk(model)) {
      for (var file : files.toList()) {
        Files.copy(file, place.resolve(model.relativize(file).toString()));
      }
    }
  }

  /** A word of a WAV, and when it is said in it: in milliseconds, as whoever spoke it tells. */
  record Truth(String word, int start, int end) {}

  /** What is said in {@code name}, such as {@code fr-caller}. */
  static List<Truth> truth(String name) {
    try (var lines = Files.lines(FOLDER.resolve("wav/" + name + ".words"))) {
      return lines
          .map(line -> line.split(" "))
          .map(part -> new Truth(part[0], Integer.parseInt(part[1]), Integer.parseInt(part[2])))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  /** The sound of {@code name}, such as {@code fr-caller}. */
  static InputStream wav(String name) {
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
