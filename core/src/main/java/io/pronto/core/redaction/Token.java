package io.pronto.core.redaction;

import io.pronto.core.transcript.SpokenWord;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A word, or a part of one that means something by itself: {@code quatre-vingt-deux} is three,
 * {@code novantasette} two.
 *
 * @param word which of the words that were heard it belongs to
 * @param text in lower case, without accents
 * @param startMillis when its word begins
 * @param endMillis when its word ends
 */
record Token(int word, String text, long startMillis, long endMillis) {
  private static final int LONG_ENOUGH_FOR_TWO = 5;

  /** Those of {@code words}, in order. */
  static List<Token> of(List<SpokenWord> words, Tongue tongue) {
    var tokens = new ArrayList<Token>();
    for (int i = 0; i < words.size(); i++) {
      var spoken = words.get(i);
      for (var text : plain(spoken.text()).split("[^a-z0-9]+")) {
        for (var part : parts(text, tongue)) {
          tokens.add(new Token(i, part, spoken.start().toMillis(), spoken.end().toMillis()));
        }
      }
    }
    return List.copyOf(tokens);
  }

  /** How long nothing was said before {@code next}. */
  long gapTo(Token next) {
    return next.startMillis - endMillis;
  }

  private static String plain(String text) {
    return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "");
  }

  private static List<String> parts(String text, Tongue tongue) {
    if (text.isEmpty()) {
      return List.of();
    }
    if (tongue.isNumber(text) || text.length() < LONG_ENOUGH_FOR_TWO) {
      return List.of(text);
    }
    return split(text, tongue).orElse(List.of(text));
  }

  /** Numbers that are written as one word, the longest parts first. */
  private static Optional<List<String>> split(String text, Tongue tongue) {
    if (text.isEmpty()) {
      return Optional.of(List.of());
    }
    for (int end = text.length(); end > 2; end--) {
      var head = tongue.elided().getOrDefault(text.substring(0, end), text.substring(0, end));
      if (tongue.isPart(head)) {
        var rest = split(text.substring(end), tongue);
        if (rest.isPresent()) {
          var all = new ArrayList<String>();
          all.add(head);
          all.addAll(rest.get());
          return Optional.of(all);
        }
      }
    }
    return Optional.empty();
  }
}
