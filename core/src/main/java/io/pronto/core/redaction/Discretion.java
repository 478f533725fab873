package io.pronto.core.redaction;

import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be shown of words as they are said: nobody knows yet how the number goes on, so that
 * four digits or more in a row are none that anybody should read. The transcript has those that
 * turn out to be no card number.
 */
public final class Discretion {
  private static final int DIGITS = 4;
  private static final String MASK = "[…]";

  private Discretion() {}

  /** What is to be shown of {@code words} of one party, in {@code language}, ISO 639-1. */
  public static List<SpokenWord> shown(List<SpokenWord> words, String language) {
    var tongue = Tongue.of(language);
    var speech = new Speech(Party.CALLER, words, tongue);
    var shown = new ArrayList<SpokenWord>();
    int at = 0;
    for (var run : speech.runs()) {
      var readings = speech.cheapest(run);
      if (readings.isEmpty() || readings.stream().anyMatch(text -> text.length() >= DIGITS)) {
        var found = speech.found(Kind.CARD, run.from(), run.to());
        int from = Math.max(at, found.from());
        shown.addAll(words.subList(at, from));
        if (from < found.to()) {
          var end = words.get(found.to() - 1).end();
          shown.add(new SpokenWord(MASK, words.get(from).start(), end, 1));
          at = found.to();
        }
      }
    }
    shown.addAll(words.subList(at, words.size()));
    return shown;
  }

  /** The same of a text of which no times are known. */
  public static String shown(String text, String language) {
    var words = new ArrayList<SpokenWord>();
    for (var word : text.split("\\s+")) {
      words.add(new SpokenWord(word, Duration.ZERO, Duration.ZERO, 1));
    }
    return String.join(" ", shown(words, language).stream().map(SpokenWord::text).toList());
  }
}
