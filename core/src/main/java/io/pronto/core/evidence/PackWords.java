package io.pronto.core.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The words of an index in a language: {@code /evidence/LANGUAGE.properties}. */
final class PackWords {
  private final Properties words = new Properties();

  /** Those of {@code language}: en, fr or it. */
  PackWords(String language) {
    var file = "/evidence/" + language + ".properties";
    try (var in = new InputStreamReader(PackWords.class.getResourceAsStream(file), UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String key) {
    var text = words.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("No word: " + key);
    }
    return text;
  }
}
