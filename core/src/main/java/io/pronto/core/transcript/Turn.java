package io.pronto.core.transcript;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one party said without a pause.
 *
 * @param start when its first word begins
 * @param end when its last word ends
 * @param text its words
 */
public record Turn(Party party, Duration start, Duration end, String text) {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** The turns of all parties, in the order in which they began. */
  public static List<Turn> of(Map<Party, List<SpokenWord>> words) {
    var turns = new ArrayList<Turn>();
    words.forEach((party, spoken) -> addTurns(party, spoken, turns));
    turns.sort(Comparator.comparing(Turn::start));
    return List.copyOf(turns);
  }

  private static void addTurns(Party party, List<SpokenWord> words, List<Turn> into) {
    int first = 0;
    for (int i = 1; i <= words.size(); i++) {
      if (i == words.size() || pauseBefore(words, i)) {
        into.add(turn(party, words.subList(first, i)));
        first = i;
      }
    }
  }

  private static boolean pauseBefore(List<SpokenWord> words, int i) {
    return words.get(i).start().minus(words.get(i - 1).end()).compareTo(PAUSE) > 0;
  }

  private static Turn turn(Party party, List<SpokenWord> words) {
    var text = words.stream().map(SpokenWord::text).collect(Collectors.joining(" "));
    return new Turn(party, words.getFirst().start(), words.getLast().end(), text);
  }
}
