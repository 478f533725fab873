package io.pronto.speech;

import io.pronto.sip.phone.Sound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Speech of which is known when each word is said, such as {@code fr-caller}.
 *
 * @param words in order, their times in milliseconds from the sound's beginning
 */
record SpokenWav(Sound sound, List<Spoken> words) {
  static final Path SPEECH = Path.of("../media/src/test/speech");

  /** A word, when it begins and when it ends. */
  record Spoken(String word, int start, int end) {}

  static SpokenWav named(String name) {
    try (var wav = Files.newInputStream(SPEECH.resolve("wav/" + name + ".wav"));
        var lines = Files.lines(SPEECH.resolve("wav/" + name + ".words"))) {
      var words =
          lines
              .map(line -> line.split(" "))
              .map(
                  part -> new Spoken(part[0], Integer.parseInt(part[1]), Integer.parseInt(part[2])))
              .toList();
      return new SpokenWav(Sound.wav(wav), words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only the words. */
  List<String> texts() {
    return words.stream().map(Spoken::word).toList();
  }

  /** When the first sound is in {@code samples}, in milliseconds. */
  static int onset(short[] samples) {
    for (int i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) > 1_000) {
        return i * 1_000 / Sound.RATE;
      }
    }
    throw new AssertionError("Nothing but silence");
  }
}
