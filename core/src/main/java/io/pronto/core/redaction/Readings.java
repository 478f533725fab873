package io.pronto.core.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads tokens as one long number, or as an IBAN, in every way that they may be meant. A reading
 * costs 1 for each number or letter that it is made of, so that the cheapest takes "quarante deux"
 * for 42 and "vingt quatre vingt douze" for 20 92; a number with a pause in its middle costs 2
 * more.
 */
final class Readings {
  /** Readings that cost so much more than the cheapest are kept. */
  static final int LEEWAY = 2;

  /** A pause within what would be one number, in milliseconds. */
  private static final long PAUSE = 300;

  private static final int MOST = 400;
  private static final int LONGEST = Math.max(Luhn.LONGEST, Iban.LONGEST);

  private final List<Token> tokens;
  private final Tongue tongue;
  private final Numerals numerals;

  Readings(List<Token> tokens, Tongue tongue) {
    this.tokens = tokens;
    this.tongue = tongue;
    this.numerals = new Numerals(tokens, tongue);
  }

  /**
   * What has been read up to a token.
   *
   * @param texts each reading with its cost
   * @param least the lowest cost
   */
  record Read(Map<String, Integer> texts, int least) {
    static final Read NOTHING = new Read(Map.of("", 0), 0);

    /** The cheapest readings. */
    List<String> cheapest() {
      return texts.entrySet().stream()
          .filter(e -> e.getValue() == least)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** Reads digits from {@code from} on: what has been read before each token up to {@code to}. */
  Map<Integer, Read> digits(int from, int to) {
    return read(from, to, false);
  }

  /** Reads letters and digits from {@code from} on, as long as they may become an IBAN. */
  Map<Integer, Read> account(int from, int to) {
    return read(from, to, true);
  }

  private Map<Integer, Read> read(int from, int to, boolean account) {
    var open = new TreeMap<Integer, Map<String, Integer>>();
    open.put(from, new HashMap<>(Map.of("", 0)));
    var done = new HashMap<Integer, Read>();
    while (!open.isEmpty()) {
      var next = open.pollFirstEntry();
      int at = next.getKey();
      var read = pruned(next.getValue());
      if (read.texts.isEmpty()) {
        continue;
      }
      done.put(at, read);
      if (at < to) {
        for (var step : steps(at, to, account)) {
          var into = open.computeIfAbsent(step.end, _ -> new HashMap<>());
          read.texts.forEach(
              (text, cost) -> {
                var longer = text + step.text;
                if (longer.length() <= LONGEST
                    && (!account || longer.isEmpty() || Iban.mayBegin(longer))) {
                  into.merge(longer, cost + step.cost, Math::min);
                }
              });
        }
      }
    }
    return done;
  }

  private record Step(String text, int end, int cost) {}

  private List<Step> steps(int at, int to, boolean account) {
    var steps = new ArrayList<Step>();
    var text = tokens.get(at).text();
    for (var numeral : numerals.at(at)) {
      if (numeral.end() <= to) {
        steps.add(new Step(numeral.digits(), numeral.end(), 1 + pauses(at, numeral.end())));
      }
    }
    if (account) {
      letters(at, to, steps);
    }
    if (tongue.small().contains(text)) {
      steps.add(new Step("", at + 1, 0));
    } else if (steps.isEmpty() && tongue.isNumber(text)) { // "double", or a hundred of nothing
      steps.add(new Step("", at + 1, 1));
    }
    return steps;
  }

  private void letters(int at, int to, List<Step> into) {
    var text = tokens.get(at).text();
    var next = at + 1 < to ? tokens.get(at + 1).text() : "";
    var letter = tongue.letters().get(text);
    if (letter != null) {
      into.add(new Step(letter, at + 1, 1));
    } else if (!tongue.isNumber(text) && (text.length() <= 4 || hasDigit(text))) { // as written
      into.add(new Step(text.toUpperCase(Locale.ROOT), at + 1, 1));
    }
    boolean doubled = tongue.times().getOrDefault(text, 1) == 2;
    if (doubled && ("VU".contains(tongue.letters().getOrDefault(next, "-")))) {
      into.add(new Step("W", at + 2, 1));
    } else if (doubled && tongue.letters().containsKey(next)) {
      into.add(new Step(tongue.letters().get(next).repeat(2), at + 2, 1));
    }
    if (text.equals("i") && (next.equals("grec") || next.equals("greca"))) {
      into.add(new Step("Y", at + 2, 1));
    } else if (text.equals("i") && next.equals("lunga")) {
      into.add(new Step("J", at + 2, 1));
    }
    if (tongue.like().contains(text) && at + 1 < to) { // "F comme François", "T as in Tom"
      boolean asIn = text.equals("as") && next.equals("in");
      into.add(new Step("", Math.min(to, asIn ? at + 3 : at + 2), 0));
    }
  }

  private static boolean hasDigit(String text) {
    return text.chars().anyMatch(Character::isDigit);
  }

  private int pauses(int from, int end) {
    int pauses = 0;
    for (int i = from + 1; i < end; i++) {
      if (tokens.get(i - 1).gapTo(tokens.get(i)) >= PAUSE) {
        pauses += 2;
      }
    }
    return pauses;
  }

  private static Read pruned(Map<String, Integer> texts) {
    int least = texts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    var kept = new HashMap<String, Integer>();
    texts.entrySet().stream()
        .filter(e -> e.getValue() <= least + LEEWAY)
        .sorted(Comparator.comparingInt(Map.Entry::getValue))
        .limit(MOST)
        .forEach(e -> kept.put(e.getKey(), e.getValue()));
    return new Read(kept, least);
  }
}
