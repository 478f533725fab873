package io.pronto.core.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What people are told about places and reasons, in their language. */
public final class SubjectWords {
  /** What they are told in. */
  public static final List<String> LANGUAGES = List.of("en", "fr", "it");

  private static final Map<String, SubjectWords> ALL =
      LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), SubjectWords::new));

  private final Properties words = new Properties();

  private SubjectWords(String language) {
    try (var in = SubjectWords.class.getResourceAsStream("/subject/" + language + ".properties");
        var reader = new InputStreamReader(in, UTF_8)) {
      words.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of {@code language}, or else the English ones. */
  public static SubjectWords in(String language) {
    return Optional.ofNullable(ALL.get(language)).orElse(ALL.get("en"));
  }

  /** What a place, by its table, is called. */
  public String place(String table) {
    return word("place." + table);
  }

  /** Why something stays. */
  public String reason(String code) {
    return word("reason." + code);
  }

  String word(String key) {
    return Optional.ofNullable(words.getProperty(key)).orElseThrow();
  }
}
