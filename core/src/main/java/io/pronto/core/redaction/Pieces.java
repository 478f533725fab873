package io.pronto.core.redaction;

import io.pronto.core.redaction.CardSearch.Card;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds card numbers that one party has said in pieces, with a few words between them that have no
 * place in a number: "4970 1012, sorry, wait a moment, 3456 7893". What lies between goes with
 * them.
 */
final class Pieces {
  /** Words between two pieces. */
  static final int MOST_FOREIGN = 5;

  /** Ways to read them all. */
  private static final int MOST_READINGS = 200;

  private final Speech speech;

  Pieces(Speech speech) {
    this.speech = speech;
  }

  /** Those that {@code runs} are pieces of. */
  List<Card> cards(List<Run> runs) {
    var cards = new ArrayList<Card>();
    int first = 0;
    while (first < runs.size()) {
      var card = from(runs, first);
      card.ifPresent(cards::add);
      do {
        first++;
      } while (card.isPresent() && first < runs.size() && runs.get(first).to() <= card.get().to());
    }
    return cards;
  }

  private Optional<Card> from(List<Run> runs, int first) {
    var texts = Set.of("");
    for (int i = first; i < runs.size() && !texts.isEmpty(); i++) {
      if (i > first && !goesOn(runs.get(i - 1), runs.get(i))) {
        return Optional.empty();
      }
      texts = joined(texts, readings(runs.get(i)));
      var found = i == first ? Optional.<String>empty() : known(texts);
      if (found.isPresent()) {
        return Optional.of(new Card(found.get(), runs.get(first).from(), runs.get(i).to()));
      }
    }
    return Optional.empty();
  }

  private boolean goesOn(Run before, Run next) {
    var tokens = speech.tokens();
    return speech.foreign(before.to(), next.from()) <= MOST_FOREIGN
        && tokens.get(before.to() - 1).gapTo(tokens.get(next.from())) <= Run.BREATH;
  }

  /** With and without a last word that may belong to what follows: "un instant". */
  private List<String> readings(Run run) {
    var readings = new ArrayList<>(speech.cheapest(run));
    if (speech.mayBeNoNumber(run.to() - 1)) {
      readings.addAll(speech.cheapest(new Run(run.from(), run.to() - 1)));
    }
    return readings;
  }

  private static Optional<String> known(Set<String> texts) {
    return texts.stream().filter(Luhn::holdsAndIsKnown).findFirst();
  }

  private static Set<String> joined(Set<String> before, List<String> more) {
    var all = new HashSet<String>();
    for (var text : before) {
      for (var next : more) {
        if (text.length() + next.length() <= Luhn.LONGEST && all.size() < MOST_READINGS) {
          all.add(text + next);
        }
      }
    }
    return all;
  }
}
