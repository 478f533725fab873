package io.pronto.core.processing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of the record in the languages of its readers: {@code /processing/LANGUAGE.properties}.
 */
public final class ProcessingWords {
  /** The languages there are, the first for whoever reads none of them. */
  public static final List<String> LANGUAGES = List.of("en", "fr", "it");

  private static final Pattern BRACED = Pattern.compile("\\{(\\w+)}");
  private static final Map<String, ProcessingWords> ALL =
      LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), ProcessingWords::new));

  private final String language;
  private final Properties words = new Properties();

  private ProcessingWords(String language) {
    this.language = language;
    var file = "/processing/" + language + ".properties";
    try (var in = new InputStreamReader(ProcessingWords.class.getResourceAsStream(file), UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of {@code language}: {@code en}, {@code fr} or {@code it}. */
  static ProcessingWords in(String language) {
    return ALL.get(language);
  }

  String language() {
    return language;
  }

  /** What {@code key} says. */
  String text(String key) {
    var text = words.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("No word in " + language + ": " + key);
    }
    return text;
  }

  /** The same, with {@code facts} in the place of their names in braces. */
  String text(String key, JsonObject facts) {
    return BRACED
        .matcher(text(key))
        .replaceAll(word -> Matcher.quoteReplacement(said(facts.getValue(word.group(1)))));
  }

  private String said(Object fact) {
    return fact instanceof Boolean yes ? text(yes ? "yes" : "no") : String.valueOf(fact);
  }

  /** A period of days, months or years. */
  String of(Period period) {
    var unit = period.getDays() != 0 ? "days" : period.getMonths() != 0 ? "months" : "years";
    long many = Math.max(period.getDays(), Math.max(period.getMonths(), period.getYears()));
    return text((many == 1 ? "one." : "many.") + unit, new JsonObject().put("n", many));
  }

  /** All keys, for who looks whether each language has them. */
  Set<String> keys() {
    return words.stringPropertyNames();
  }
}
