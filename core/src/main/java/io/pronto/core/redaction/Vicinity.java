package io.pronto.core.redaction;

import io.pronto.core.transcript.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what is said about a card near its number, by either party: the security code and the
 * expiry date after a word that asks for them or announces them, and digits of the number itself.
 */
final class Vicinity {
  /** A card is talked about from a minute before its number to a minute and a half after it. */
  private static final long BEFORE = 60_000;

  private static final long AFTER = 90_000;

  /** What was asked for is said within 20 s. */
  private static final long ANSWER = 20_000;

  private static final int LEAST_REPEATED = 4;
  private static final String SECURITY = "CV";

  private record Known(String digits, long from, long to) {}

  private record Asked(Kind kind, long at) {}

  private final Map<Party, Speech> speeches;
  private final Tongue tongue;
  private final List<Known> cards = new ArrayList<>();

  Vicinity(Map<Party, Speech> speeches, Tongue tongue) {
    this.speeches = speeches;
    this.tongue = tongue;
  }

  /** A card number that {@code speech} holds. */
  void card(Speech speech, CardSearch.Card card) {
    var tokens = speech.tokens();
    cards.add(
        new Known(
            card.digits(),
            tokens.get(card.from()).startMillis(),
            tokens.get(card.to() - 1).endMillis()));
  }

  List<Found> found() {
    var found = new ArrayList<Found>();
    if (cards.isEmpty()) {
      return found;
    }
    var asked = asked();
    for (var speech : speeches.values()) {
      for (var run : speech.runs()) {
        long at = speech.tokens().get(run.from()).startMillis();
        var near = cards.stream().filter(c -> at >= c.from - BEFORE && at <= c.to + AFTER).toList();
        if (!near.isEmpty()) {
          kind(speech, run, at, near, asked)
              .ifPresent(kind -> found.add(speech.found(kind, first(speech, run, kind), run.to())));
        }
      }
    }
    return found;
  }

  private Optional<Kind> kind(
      Speech speech, Run run, long at, List<Known> near, List<Asked> asked) {
    var readings = speech.cheapest(run);
    var before =
        asked.stream()
            .filter(word -> word.at <= at && at - word.at <= ANSWER)
            .reduce((a, b) -> a.at > b.at ? a : b)
            .map(Asked::kind)
            .filter(kind -> readings.stream().anyMatch(digits -> fits(kind, digits)));
    return before.or(
        () ->
            readings.stream().anyMatch(digits -> repeats(digits, near))
                ? Optional.of(Kind.CARD)
                : Optional.empty());
  }

  private static boolean fits(Kind kind, String digits) {
    int length = digits.length();
    return switch (kind) {
      case CODE -> length == 3 || length == 4;
      case EXPIRY -> length >= 2 && length <= 8;
      case CARD, IBAN -> false;
    };
  }

  private static boolean repeats(String digits, List<Known> near) {
    return digits.length() >= LEAST_REPEATED
        && near.stream().anyMatch(card -> card.digits.contains(digits));
  }

  /** The name of the month belongs to an expiry date. */
  private int first(Speech speech, Run run, Kind kind) {
    int before = run.from() - 1;
    boolean month =
        kind == Kind.EXPIRY
            && before >= 0
            && tongue.months().contains(speech.tokens().get(before).text());
    return month ? before : run.from();
  }

  private List<Asked> asked() {
    var asked = new ArrayList<Asked>();
    for (var speech : speeches.values()) {
      var tokens = speech.tokens();
      for (int i = 0; i < tokens.size(); i++) {
        var text = tokens.get(i).text();
        if (tongue.code().contains(text) || spellsSecurity(tokens, i)) {
          asked.add(new Asked(Kind.CODE, tokens.get(i).startMillis()));
        } else if (tongue.expiry().contains(text)) {
          asked.add(new Asked(Kind.EXPIRY, tokens.get(i).startMillis()));
        }
      }
    }
    return asked;
  }

  /** C, V and V or C, letter by letter. */
  private boolean spellsSecurity(List<Token> tokens, int at) {
    return at + 2 < tokens.size()
        && letter(tokens, at).equals("C")
        && letter(tokens, at + 1).equals("V")
        && SECURITY.contains(letter(tokens, at + 2));
  }

  private String letter(List<Token> tokens, int at) {
    return tongue.letters().getOrDefault(tokens.get(at).text(), "-");
  }
}
