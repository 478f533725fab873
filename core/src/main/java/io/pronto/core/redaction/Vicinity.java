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

  private static final int LEAST_REPEATED = 4;

  private record Known(String digits, long from, long to) {}

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
            .filter(word -> word.at() <= at && at - word.at() <= Asked.ANSWER)
            .reduce((a, b) -> a.at() > b.at() ? a : b)
            .map(Asked::kind)
            .filter(kind -> fits(speech, run, kind, readings));
    return before.or(
        () ->
            readings.stream().anyMatch(digits -> repeats(digits, near))
                ? Optional.of(Kind.CARD)
                : Optional.empty());
  }

  /** Money and hours are none: "it's valid, that's two hundred and fifty euros". */
  private boolean fits(Speech speech, Run run, Kind kind, List<String> readings) {
    var tokens = speech.tokens();
    if (run.to() < tokens.size() && tongue.measures().contains(tokens.get(run.to()).text())) {
      return false;
    }
    boolean month = first(speech, run, kind) < run.from();
    return readings.stream()
        .anyMatch(
            digits ->
                switch (kind) {
                  case CODE -> digits.length() == 3 || digits.length() == 4;
                  case EXPIRY -> month ? ExpiryDate.isYear(digits) : ExpiryDate.is(digits);
                  case CARD, IBAN -> false;
                });
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
    return speeches.values().stream()
        .flatMap(speech -> Asked.in(speech.tokens(), tongue).stream())
        .toList();
  }
}
