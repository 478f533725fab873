package io.pronto.core.subject;

import io.pronto.core.redaction.SpokenNumbers;
import io.pronto.core.transcript.SpokenWord;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers and addresses of somebody as they are said: a number's digits in one piece or in several,
 * whatever punctuation is between them, or in words, and nothing that is more than the number.
 */
final class SaidNumber {
  private static final String BETWEEN = "[^\\p{L}\\p{N}]*";
  private static final String NUMBER = "(?<![\\p{L}\\p{N}])\\+?%s(?![\\p{L}\\p{N}])";
  private static final String ADDRESS = "(?<![A-Za-z0-9._%%+'-])%s(?!\\.?[A-Za-z0-9-])";
  private static final Pattern WORD = Pattern.compile("\\S+");

  private final List<Pattern> patterns;
  private final List<String> numbers;
  private final String pseudonym;

  /**
   * Finds them.
   *
   * @param all numbers in every spelling, and addresses
   * @param pseudonym what takes their place
   */
  SaidNumber(List<String> all, String pseudonym) {
    this.patterns =
        all.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(SaidNumber::pattern)
            .toList();
    this.numbers =
        all.stream().filter(one -> !one.contains("@")).map(SaidNumber::digits).distinct().toList();
    this.pseudonym = pseudonym;
  }

  private static Pattern pattern(String one) {
    var regex =
        one.contains("@")
            ? ADDRESS.formatted(Pattern.quote(one))
            : NUMBER.formatted(
                digits(one)
                    .chars()
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining(BETWEEN)));
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static String digits(String one) {
    return one.replaceAll("[^0-9]", "");
  }

  /**
   * The text of a transcript without them.
   *
   * @param words those that it was made of, if it was
   * @param left of these what {@link #erasedFrom(JsonObject, String)} has left
   */
  String erasedFrom(String text, JsonObject words, JsonObject left, String language) {
    return !words.isEmpty() && text.equals(SaidWords.text(words))
        ? onceEach(SaidWords.text(left))
        : erasedFrom(text, language);
  }

  /** A text without them, in {@code language}, ISO 639-1. */
  String erasedFrom(String text, String language) {
    var left = erasedFrom(text);
    var places = WORD.matcher(left).results().toList();
    var words = places.stream().map(SaidNumber::spoken).toList();
    var without = new StringBuilder(left);
    for (var part : new SpokenNumbers(words, language).parts(numbers).reversed()) {
      without.replace(places.get(part.from()).start(), places.get(part.to() - 1).end(), pseudonym);
    }
    return without.toString();
  }

  private static SpokenWord spoken(MatchResult word) {
    return new SpokenWord(word.group(), Duration.ZERO, Duration.ZERO, 1);
  }

  private String erasedFrom(String text) {
    var left = text;
    for (var pattern : patterns) {
      left = pattern.matcher(left).replaceAll(Matcher.quoteReplacement(pseudonym));
    }
    return left;
  }

  /** Of every word of a number there is a pseudonym; one is enough. */
  private String onceEach(String text) {
    var one = Pattern.quote(pseudonym);
    return text.replaceAll(one + "(\\s+" + one + ")+", Matcher.quoteReplacement(pseudonym));
  }

  /**
   * The words of a transcript by party without them: where they are said by one party, and where
   * one has begun what the other has ended.
   */
  JsonObject erasedFrom(JsonObject words, String language) {
    var left = words.copy();
    for (var sequence : SaidWords.sequences(left)) {
      eraseFrom(sequence, language);
    }
    return left;
  }

  private void eraseFrom(List<JsonObject> words, String language) {
    words.forEach(word -> word.put("text", erasedFrom(word.getString("text"))));
    patterns.forEach(pattern -> eraseFrom(words, pattern));
    for (var part : new SpokenNumbers(SaidWords.spoken(words), language).parts(numbers)) {
      words.subList(part.from(), part.to()).forEach(word -> word.put("text", pseudonym));
    }
  }

  /** Of each word that has a part of it that part. */
  private void eraseFrom(List<JsonObject> words, Pattern pattern) {
    var said = words.stream().map(word -> word.getString("text")).collect(Collectors.joining(" "));
    var found = pattern.matcher(said).results().toList();
    int at = 0;
    for (var word : words) {
      var text = word.getString("text");
      int from = at;
      int to = at + text.length();
      found.stream()
          .filter(one -> one.start() < to && one.end() > from)
          .findFirst()
          .ifPresent(
              one ->
                  word.put(
                      "text",
                      text.substring(0, Math.max(0, one.start() - from))
                          + pseudonym
                          + text.substring(Math.min(text.length(), one.end() - from))));
      at = to + 1;
    }
  }
}
