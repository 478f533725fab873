package io.pronto.core.subject;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers and addresses of somebody as they are said: a number's digits in one piece or in several,
 * whatever punctuation is between them, and nothing that is more than the number.
 */
final class SaidNumber {
  private static final String BETWEEN = "[^\\p{L}\\p{N}]*";
  private static final String NUMBER = "(?<![\\p{L}\\p{N}])\\+?%s(?![\\p{L}\\p{N}])";
  private static final String ADDRESS = "(?<![A-Za-z0-9._%%+'-])%s(?!\\.?[A-Za-z0-9-])";

  private final List<Pattern> patterns;
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
    this.pseudonym = pseudonym;
  }

  private static Pattern pattern(String one) {
    var regex =
        one.contains("@")
            ? ADDRESS.formatted(Pattern.quote(one))
            : NUMBER.formatted(
                one.chars()
                    .filter(Character::isDigit)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining(BETWEEN)));
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** A text without them. */
  String erasedFrom(String text) {
    var left = text;
    for (var pattern : patterns) {
      left = pattern.matcher(left).replaceAll(Matcher.quoteReplacement(pseudonym));
    }
    return left;
  }

  /**
   * The words of a transcript by party without them: where they are said by one party, and where
   * one has begun what the other has ended.
   */
  JsonObject erasedFrom(JsonObject words) {
    var left = words.copy();
    var parties =
        left.stream()
            .map(
                party ->
                    ((JsonArray) party.getValue()).stream().map(JsonObject.class::cast).toList())
            .toList();
    parties.forEach(this::eraseFrom);
    eraseFrom(
        parties.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingDouble(word -> word.getDouble("start", 0.0)))
            .toList());
    return left;
  }

  private void eraseFrom(List<JsonObject> words) {
    words.forEach(word -> word.put("text", erasedFrom(word.getString("text"))));
    patterns.forEach(pattern -> eraseFrom(words, pattern));
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
