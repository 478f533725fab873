package io.pronto.core.redaction;

import io.pronto.core.transcript.Party;
import io.pronto.core.transcript.SpokenWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Finds card numbers and IBANs among the words that were heard, in French, Italian and English, and
 * what is said about a card near its number: its security code, its expiry date, and parts of the
 * number said again. Each party is searched by itself, so that an "ok" of the other in the middle
 * of a number is none of its words. What the recogniser has misheard is not found: its check digits
 * are wrong.
 */
public final class Finder {
  private Finder() {}

  /**
   * What was found.
   *
   * @param words those that were heard, with a mask in place of what nobody should read
   * @param spans where that was said, in order
   */
  public record Findings(Map<Party, List<SpokenWord>> words, List<Span> spans) {
    /** Copies both. */
    public Findings {
      words = Map.copyOf(words);
      spans = List.copyOf(spans);
    }
  }

  /** Searches {@code words} of {@code language}, ISO 639-1. */
  public static Findings search(Map<Party, List<SpokenWord>> words, String language) {
    var tongue = Tongue.of(language);
    var speeches = new EnumMap<Party, Speech>(Party.class);
    words.forEach((party, spoken) -> speeches.put(party, new Speech(party, spoken, tongue)));
    var found = new ArrayList<Found>();
    var near = new Vicinity(speeches, tongue);
    for (var speech : speeches.values()) {
      add(new AccountSearch(speech).accounts(), found);
      for (var card : new CardSearch(speech).cards()) {
        add(List.of(speech.found(Kind.CARD, card.from(), card.to())), found);
        near.card(speech, card);
      }
    }
    add(near.found(), found);
    found.sort(Comparator.comparing(Found::party).thenComparingInt(Found::from));
    return new Findings(masked(words, found, language), spans(words, found));
  }

  /** What was found first prevails. */
  private static void add(List<Found> more, List<Found> into) {
    for (var each : more) {
      if (into.stream().noneMatch(each::overlaps)) {
        into.add(each);
      }
    }
  }

  private static Map<Party, List<SpokenWord>> masked(
      Map<Party, List<SpokenWord>> words, List<Found> found, String language) {
    var masked = new EnumMap<Party, List<SpokenWord>>(Party.class);
    words.forEach(
        (party, spoken) -> {
          var kept = new ArrayList<SpokenWord>();
          int at = 0;
          for (var each : found.stream().filter(f -> f.party() == party).toList()) {
            kept.addAll(spoken.subList(at, each.from()));
            var mask = each.kind().mask(language);
            kept.add(new SpokenWord(mask, start(spoken, each), end(spoken, each), 1));
            at = each.to();
          }
          kept.addAll(spoken.subList(at, spoken.size()));
          masked.put(party, kept);
        });
    return masked;
  }

  private static List<Span> spans(Map<Party, List<SpokenWord>> words, List<Found> found) {
    return found.stream()
        .map(
            each -> {
              var spoken = words.get(each.party());
              return new Span(
                  each.party(),
                  start(spoken, each).toMillis(),
                  Math.max(start(spoken, each).toMillis() + 1, end(spoken, each).toMillis()),
                  each.kind());
            })
        .toList();
  }

  private static Duration start(List<SpokenWord> spoken, Found found) {
    return spoken.get(found.from()).start();
  }

  private static Duration end(List<SpokenWord> spoken, Found found) {
    return spoken.get(found.to() - 1).end();
  }
}
