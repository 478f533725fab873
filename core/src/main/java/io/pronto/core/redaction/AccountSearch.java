package io.pronto.core.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the IBANs in what one party said, letter by letter and number by number. */
final class AccountSearch {
  private final Speech speech;

  AccountSearch(Speech speech) {
    this.speech = speech;
  }

  List<Found> accounts() {
    var found = new ArrayList<Found>();
    int from = 0;
    while (from < speech.tokens().size()) {
      var account = at(from);
      account.ifPresent(end -> found.add(speech.found(Kind.IBAN, end.from, end.end)));
      from = account.map(end -> end.end).orElse(from + 1);
    }
    return found;
  }

  private record Span(int from, int end) {}

  /** Small words before it may be letters as well: the shortest span counts. */
  private Optional<Span> at(int from) {
    var first = end(from).map(end -> new Span(from, end));
    return first.map(
        span -> {
          int shortest = span.from;
          while (end(shortest + 1).filter(end -> end == span.end).isPresent()) {
            shortest++;
          }
          return new Span(shortest, span.end);
        });
  }

  private Optional<Integer> end(int from) {
    if (from >= speech.tokens().size() || !speech.mayBeginAccount(from)) {
      return Optional.empty();
    }
    var reads = speech.readings().account(from, breath(from));
    return reads.entrySet().stream()
        .filter(read -> read.getValue().texts().keySet().stream().anyMatch(Iban::holds))
        .map(Map.Entry::getKey)
        .min(Integer::compare);
  }

  /** Where a silence ends what may be one number. */
  private int breath(int from) {
    int to = from + 1;
    var tokens = speech.tokens();
    while (to < tokens.size() && tokens.get(to - 1).gapTo(tokens.get(to)) <= Run.BREATH) {
      to++;
    }
    return to;
  }
}
