package io.pronto.core.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that one party said one after the other, with nothing but small words between them.
 *
 * @param from the first of its tokens
 * @param to the one after the last
 */
record Run(int from, int to) {
  /** Whoever looks for a card, or waits for an "ok", is silent for so long: 10 s. */
  static final long BREATH = 10_000;

  private static final int MOST_SMALL = 5;

  /** Those of {@code tokens}. */
  static List<Run> of(List<Token> tokens, Tongue tongue) {
    var runs = new ArrayList<Run>();
    int first = -1;
    int last = -1;
    for (int i = 0; i < tokens.size(); i++) {
      var text = tokens.get(i).text();
      boolean number = tongue.isNumber(text);
      boolean ends =
          first >= 0
              && (!number && !tongue.small().contains(text)
                  || i - last > MOST_SMALL
                  || tokens.get(last).gapTo(tokens.get(i)) > BREATH);
      if (ends) {
        runs.add(new Run(first, last + 1));
        first = -1;
      }
      if (number) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first >= 0) {
      runs.add(new Run(first, last + 1));
    }
    return runs;
  }
}
