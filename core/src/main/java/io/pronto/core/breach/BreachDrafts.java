package io.pronto.core.breach;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pronto.core.subprocessor.RegisterWords;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is to be written about a breach, as far as the register knows it, for somebody to check,
 * complete and send: nothing is sent from here. Texts are in {@code /breach/KIND.LANGUAGE.txt}: the
 * subject, an empty line, and the text, with what varies in braces.
 */
public final class BreachDrafts {
  private static final Pattern WORD = Pattern.compile("\\{(\\w+)}");

  private final String language;
  private final Properties words;

  private BreachDrafts(String language) {
    this.language = language;
    this.words = new Properties();
    var file = "/breach/" + language + ".properties";
    try (var in = new InputStreamReader(BreachDrafts.class.getResourceAsStream(file), UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whom it is for. */
  public enum Kind {
    /** The authority: what GDPR art. 33(3) asks for. */
    AUTHORITY,
    /** A customer of the operator's (art. 33(2)). */
    CUSTOMER,
    /** People (art. 34). */
    PERSON;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which authority. */
  public enum Authority {
    /** That of France. */
    CNIL,
    /** That of Italy. */
    GARANTE;

    /** As JSON has it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Authority of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * What is known.
   *
   * @param controller who writes, as far as that is known; may be empty
   * @param affected how many of whom, where anything was traced
   * @param people about how many are concerned; empty where nobody knows
   * @param records the same of records
   * @param until when the 72 hours of whoever writes are over
   */
  public record Known(
      String breachId,
      BreachFacts facts,
      String controller,
      Optional<Affected> affected,
      Optional<Integer> people,
      Optional<Integer> records,
      Instant until) {}

  /** A text that somebody is to check. */
  public record Draft(Kind kind, String language, String subject, String text) {}

  /** The one of {@code kind} in {@code language}: en, fr or it. */
  public static Draft of(Kind kind, Authority authority, String language, Known known) {
    var drafts = new BreachDrafts(language);
    var file = "/breach/%s.%s.txt".formatted(kind.code(), language);
    try (var in = BreachDrafts.class.getResourceAsStream(file)) {
      var text = new String(in.readAllBytes(), UTF_8);
      var filled = filled(text, drafts.words(known, authority));
      int end = filled.indexOf('\n');
      return new Draft(kind, language, filled.substring(0, end), filled.substring(end).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> words(Known known, Authority authority) {
    var facts = known.facts();
    var all = new HashMap<String, String>();
    all.put("breach", known.breachId());
    all.put("authority", word("authority." + authority.code()));
    all.put("controller", orToComplete(known.controller()));
    all.put("to_complete", word("to_complete"));
    all.put("occurred", time(facts.occurredAt()));
    all.put("noticed", time(facts.noticedAt()));
    all.put("until", time(known.until()));
    all.put("delay", facts.authority().delayReason().orElse("–"));
    all.put(
        "effects",
        facts.effects().stream()
            .map(effect -> word("effect." + effect.code()))
            .collect(Collectors.joining("; ")));
    all.put("cause", facts.cause());
    all.put("categories", RegisterWords.in(language).ofCategories(facts.categories()));
    all.put("people", known.people().map(String::valueOf).orElse(word("unknown")));
    all.put("records", known.records().map(String::valueOf).orElse(word("unknown")));
    all.put("found", known.affected().map(this::found).orElse(word("not_traced")));
    all.put("consequences", orToComplete(facts.consequences()));
    all.put("measures", orToComplete(facts.measures()));
    return all;
  }

  private String found(Affected affected) {
    var counts =
        affected.json().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().toString()));
    return filled(word("found"), counts);
  }

  private String orToComplete(String text) {
    return text.isBlank() ? word("to_complete") : text;
  }

  private String word(String key) {
    return Optional.ofNullable(words.getProperty(key)).orElseThrow();
  }

  private String time(Instant time) {
    return DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm 'UTC'", Locale.of(language))
        .format(time.atOffset(ZoneOffset.UTC));
  }

  /** All at once: what somebody has written is not looked through for words. */
  private static String filled(String text, Map<String, String> words) {
    return WORD.matcher(text)
        .replaceAll(word -> Matcher.quoteReplacement(words.get(word.group(1))));
  }
}
