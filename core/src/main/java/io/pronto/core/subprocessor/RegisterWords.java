package io.pronto.core.subprocessor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of the register in the languages of its readers: of the letters that tell of it, and of
 * its public page. They are in {@code /subprocessor/LANGUAGE.properties}.
 */
public final class RegisterWords {
  /** The languages there are, the first for whoever reads none of them. */
  public static final List<String> LANGUAGES = List.of("en", "fr", "it");

  private static final Map<String, RegisterWords> ALL =
      LANGUAGES.stream().collect(Collectors.toMap(Function.identity(), RegisterWords::new));

  private final Locale locale;
  private final Properties words = new Properties();

  private RegisterWords(String language) {
    locale = Locale.of(language);
    var file = "/subprocessor/" + language + ".properties";
    try (var in = new InputStreamReader(RegisterWords.class.getResourceAsStream(file), UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of {@code language}: {@code en}, {@code fr} or {@code it}. */
  public static RegisterWords in(String language) {
    return ALL.get(language);
  }

  /** The language, such as {@code fr}. */
  public String language() {
    return locale.getLanguage();
  }

  /** What {@code key} says. */
  public String text(String key) {
    var text = words.getProperty(key);
    if (text == null) {
      throw new IllegalArgumentException("No word in " + locale + ": " + key);
    }
    return text;
  }

  /** The safeguard in words. */
  public String of(Safeguard safeguard) {
    return text("safeguard." + safeguard.code());
  }

  /** The categories in words, with commas between them. */
  public String ofCategories(List<DataCategory> categories) {
    return joined(categories.stream().map(each -> text("category." + each.code())));
  }

  /** The uses in words, with commas between them. */
  public String ofUses(List<Use> uses) {
    return joined(uses.stream().map(each -> text("use." + each.code())));
  }

  /** What becomes of traffic by that use once its subprocessor is removed. */
  public String ofEnd(Use use) {
    return text("end." + use.code());
  }

  /** Where servers are, in words. */
  public String whereabouts(Details details) {
    var countries =
        joined(
            details.countries().stream()
                .map(code -> Locale.of("", code).getDisplayCountry(locale)));
    return details.locationNote().isEmpty()
        ? countries
        : countries + " (" + details.locationNote() + ')';
  }

  /** A day, such as 14 juillet 2026. */
  public String day(LocalDate day) {
    return DateTimeFormatter.ofPattern("d MMMM yyyy", locale).format(day);
  }

  private static String joined(Stream<String> words) {
    return words.collect(Collectors.joining(", "));
  }
}
