package io.pronto.core.routing;

import io.pronto.core.call.HangupCause;
import io.pronto.core.rules.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what rules have found, in one language. */
public final class Words {
  /** The languages that there are words in, ISO 639, the first where nothing else is wanted. */
  public static final List<String> LANGUAGES = List.of("en", "fr", "it");

  private static final Pattern BLANK = Pattern.compile("\\{(\\w+)}");
  private static final Map<String, Words> ALL =
      LANGUAGES.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), Words::new));

  private final Properties texts = new Properties();
  private final DateTimeFormatter times;

  private Words(String language) {
    times = DateTimeFormatter.ofPattern("EEEE d MMMM uuuu, HH:mm", Locale.of(language));
    var file = "/routing/words." + language + ".properties";
    try (var in = new InputStreamReader(open(file), StandardCharsets.UTF_8)) {
      texts.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String file) {
    return Words.class.getResourceAsStream(file);
  }

  /** Those of {@code language}, of {@link #LANGUAGES}. */
  public static Words in(String language) {
    return ALL.get(language);
  }

  /** What a rule has found, as a sentence; a list's entry is told of only if it is in the input. */
  public String of(Step step) {
    var code = step.finding().code();
    var whole = text(code);
    return filled(
        step.input().containsKey("entry") ? whole : texts.getProperty(code + ".alone", whole),
        step.input());
  }

  /** What it comes to, as a sentence. */
  public String of(Destination destination) {
    return switch (destination) {
      case Destination.RingUser(var line, _) ->
          filled(text("destination.user"), Map.of("user", line.name()));
      case Destination.Outside(var number, _, _) ->
          filled(text("destination.number"), Map.of("number", number));
      case Destination.Join(var conference) ->
          filled(text("destination.conference"), Map.of("conference", conference.name()));
      case Destination.Reject(var cause, var status, _) ->
          filled(
              text("destination.rejection"),
              Map.of("cause", told(cause), "status", String.valueOf(status)));
    };
  }

  /** What happened on a leg, as a sentence. */
  public String of(Rung rung) {
    var leg = rung.leg();
    return filled(
        text("leg." + rung.what().code()),
        Map.of(
            "target", leg.target(),
            "remote", leg.remote(),
            "cause", reason(leg.reason()),
            "status", String.valueOf(leg.sipStatus())));
  }

  /** How a call ended, as a sentence. */
  public String of(HangupCause cause, int sipStatus) {
    return filled(text("ended"), Map.of("cause", told(cause), "status", String.valueOf(sipStatus)));
  }

  private String told(HangupCause cause) {
    return text("cause." + cause.code());
  }

  /** A leg may have ended for a reason that an earlier version gave. */
  private String reason(String code) {
    return texts.getProperty("cause." + code, code);
  }

  /** The text of that name, such as {@code clock.skipped}. */
  public String text(String name) {
    var text = texts.getProperty(name);
    if (text == null) {
      throw new IllegalStateException("There are no words for " + name);
    }
    return text;
  }

  /** A blank at the end may stay empty. */
  private String filled(String text, Map<String, String> input) {
    return BLANK
        .matcher(text)
        .replaceAll(blank -> Matcher.quoteReplacement(told(blank.group(1), input)))
        .strip();
  }

  /** Times are told as people write them, and some names of ours in words. */
  private String told(String name, Map<String, String> input) {
    var value = input.getOrDefault(name, "");
    return switch (name) {
      case "caller", "why", "answer" -> texts.getProperty("value." + value, value);
      case "kind" -> texts.getProperty("kind." + value, value);
      case "country" -> Locale.of("", value).getDisplayCountry(times.getLocale());
      case "local_time" -> times.format(LocalDateTime.parse(value));
      default -> value;
    };
  }
}
