package io.pronto.core.contact;

import io.pronto.core.numbering.E164;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What contacts are found by: their numbers and the words of their names. */
final class ContactKeys {
  private static final int LONGEST = 64;
  private static final int MOST_WORDS = 20;
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

  private ContactKeys() {}

  static Set<String> of(ContactCard card) {
    var keys = new LinkedHashSet<String>();
    card.numbers().stream().map(E164::value).forEach(keys::add);
    keys.addAll(words(card.name() + ' ' + card.company()));
    return keys;
  }

  /** The words of {@code text} in lower case and without accents, each once. */
  static List<String> words(String text) {
    return BETWEEN
        .splitAsStream(folded(text))
        .filter(word -> !word.isEmpty())
        .map(ContactKeys::cut)
        .distinct()
        .limit(MOST_WORDS)
        .toList();
  }

  /** By way of capitals, so that ß is found as ss. */
  private static String folded(String text) {
    var apart = MARKS.matcher(Normalizer.normalize(text, Form.NFKD)).replaceAll("");
    return apart.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static String cut(String word) {
    return word.codePointCount(0, word.length()) <= LONGEST
        ? word
        : word.substring(0, word.offsetByCodePoints(0, LONGEST));
  }

  /** The bounds of all keys that begin with each of {@code beginnings}, one after the other. */
  static String[] bounds(List<String> beginnings) {
    return beginnings.stream()
        .map(ContactKeys::cut)
        .flatMap(begin -> Stream.of(begin, begin + Character.toString(Character.MAX_CODE_POINT)))
        .toArray(String[]::new);
  }
}
