package io.pronto.core.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the card numbers in what one party said. Digits that stand alone are one when they pass
 * Luhn's check, whoever issues such numbers; a less likely reading, a part of more digits, or what
 * was said in pieces, only where a known scheme gives out numbers of that beginning and length.
 */
final class CardSearch {
  /**
   * A card number.
   *
   * @param from the first of its tokens
   * @param to the one after the last
   */
  record Card(String digits, int from, int to) {}

  /** Digits that follow a number at once are its date and code, if they are no more than these. */
  private static final int TAIL = 10;

  /** One digit after it is none of its own: "un instant", "one moment". */
  private static final int LEAST_TAIL = 2;

  /** From so many digits on a part may be a card number, and the rest none of it. */
  private static final int WORTH_SEARCHING = Luhn.SHORTEST + 1;

  private final Speech speech;

  CardSearch(Speech speech) {
    this.speech = speech;
  }

  List<Card> cards() {
    var cards = new ArrayList<Card>();
    var rest = new ArrayList<Run>();
    for (var run : speech.runs()) {
      int before = cards.size();
      whole(run).ifPresentOrElse(cards::add, () -> parts(run, cards));
      if (cards.size() == before) {
        rest.add(run);
      }
    }
    cards.addAll(new Pieces(speech).cards(rest));
    return cards;
  }

  private Optional<Card> whole(Run run) {
    var read = speech.readings().digits(run.from(), run.to()).get(run.to());
    if (read == null) {
      return Optional.empty();
    }
    return read.cheapest().stream()
        .filter(Luhn::holds)
        .findFirst()
        .or(
            () ->
                read.texts().keySet().stream()
                    .filter(digits -> isNear(digits, read.cheapest()))
                    .filter(Luhn::holdsAndIsKnown)
                    .findFirst())
        .map(digits -> new Card(digits, run.from(), run.to()));
  }

  /** A reading that makes much more of what was said than is likely is none. */
  private static boolean isNear(String digits, List<String> likely) {
    return likely.stream()
        .mapToInt(String::length)
        .anyMatch(length -> length >= Luhn.SHORTEST && Math.abs(digits.length() - length) <= 2);
  }

  /** Looks within what may be a number with a code after it, or with other words around it. */
  private void parts(Run run, List<Card> into) {
    boolean within = speech.cheapest(run).stream().noneMatch(all -> all.length() < WORTH_SEARCHING);
    int from = run.from();
    while (within && from < run.to()) {
      var card = speech.isNumber(from) ? at(from, run.to()) : Optional.<Card>empty();
      card.ifPresent(into::add);
      from = card.map(Card::to).orElse(from + 1);
    }
  }

  private Optional<Card> at(int from, int to) {
    var reads = speech.readings().digits(from, to);
    return reads.keySet().stream()
        .sorted((a, b) -> b - a)
        .flatMap(
            end ->
                reads.get(end).cheapest().stream()
                    .filter(Luhn::holdsAndIsKnown)
                    .map(digits -> new Card(digits, from, withTail(end, to))))
        .findFirst();
  }

  private int withTail(int end, int to) {
    var tail = speech.cheapest(new Run(end, to));
    boolean isShort =
        !tail.isEmpty()
            && tail.stream().allMatch(rest -> rest.length() >= LEAST_TAIL && rest.length() <= TAIL);
    return end < to && isShort ? to : end;
  }
}
