package io.pronto.core.redaction;

import java.util.ArrayList;
import java.util.List;

/** Reads the numbers that are said in tokens: every one that may begin at a token. */
final class Numerals {
  /**
   * A number.
   *
   * @param digits as it is written
   * @param end the token after its last
   */
  record Numeral(String digits, int end) {}

  private record Count(int value, int end) {}

  private final List<Token> tokens;
  private final Tongue tongue;

  Numerals(List<Token> tokens, Tongue tongue) {
    this.tokens = tokens;
    this.tongue = tongue;
  }

  /** Those that may begin at {@code at}: "quarante deux" is 40 as well as 42. */
  List<Numeral> at(int at) {
    var found = new ArrayList<Numeral>();
    var text = text(at);
    if (Tongue.isFigures(text)) {
      found.add(new Numeral(text, at + 1));
    }
    var times = tongue.times().get(text);
    var repeated = tongue.units().get(text(at + 1));
    if (times != null && repeated != null) {
      found.add(new Numeral(String.valueOf(repeated).repeat(times), at + 2));
    }
    counts(at).forEach(c -> found.add(new Numeral(String.valueOf(c.value), c.end)));
    return found;
  }

  private List<Count> counts(int at) {
    var found = new ArrayList<>(belowThousand(at));
    if (tongue.thousand().contains(text(at))) {
      thousands(new Count(1, at), found);
    }
    for (var count : belowHundred(at)) {
      if (count.value > 0 && tongue.thousand().contains(text(count.end))) {
        thousands(count, found);
      }
    }
    return found;
  }

  private void thousands(Count count, List<Count> into) {
    int next = count.end + 1;
    into.add(new Count(1000 * count.value, next));
    for (int from : new int[] {next, afterJoiner(next, tongue.countsHundreds())}) {
      for (var rest : from < 0 ? List.<Count>of() : belowThousand(from)) {
        if (rest.value > 0) {
          into.add(new Count(1000 * count.value + rest.value, rest.end));
        }
      }
    }
  }

  private List<Count> belowThousand(int at) {
    var found = new ArrayList<>(belowHundred(at));
    if (tongue.hundred().contains(text(at))) {
      hundreds(new Count(1, at), found);
    }
    for (var count : belowHundred(at)) {
      boolean counts = count.value > 0 && (tongue.countsHundreds() || count.value < 10);
      if (counts && tongue.hundred().contains(text(count.end))) {
        hundreds(count, found);
      }
    }
    return found;
  }

  private void hundreds(Count count, List<Count> into) {
    int next = count.end + 1;
    into.add(new Count(100 * count.value, next));
    for (int from : new int[] {next, afterJoiner(next, tongue.countsHundreds())}) {
      for (var rest : from < 0 ? List.<Count>of() : belowHundred(from)) {
        if (rest.value > 0) {
          into.add(new Count(100 * count.value + rest.value, rest.end));
        }
      }
    }
  }

  private List<Count> belowHundred(int at) {
    var found = new ArrayList<Count>();
    var unit = tongue.units().get(text(at));
    if (unit != null) {
      found.add(new Count(unit, at + 1));
      if (tongue.isFrench() && unit == 4 && text(at + 1).startsWith("vingt")) {
        found.add(new Count(80, at + 2));
        add(80, units(at + 2), found);
        add(80, teens(at + 2), found);
      }
    }
    found.addAll(teens(at));
    var tens = tongue.tens().get(text(at));
    if (tens != null) {
      found.add(new Count(tens, at + 1));
      for (int from : new int[] {at + 1, afterJoiner(at + 1, tongue.isFrench())}) {
        if (from > 0) {
          add(tens, units(from), found);
          add(tens, tongue.isFrench() && tens == 60 ? teens(from) : List.of(), found);
        }
      }
    }
    return found;
  }

  private List<Count> units(int at) {
    var unit = tongue.units().get(text(at));
    return unit == null || unit == 0 ? List.of() : List.of(new Count(unit, at + 1));
  }

  private List<Count> teens(int at) {
    var teen = tongue.teens().get(text(at));
    if (teen == null) {
      return List.of();
    }
    var found = new ArrayList<>(List.of(new Count(teen, at + 1)));
    if (tongue.isFrench() && teen == 10) {
      units(at + 1).stream()
          .filter(unit -> unit.value >= 7)
          .forEach(unit -> found.add(new Count(10 + unit.value, unit.end)));
    }
    return found;
  }

  private static void add(int base, List<Count> more, List<Count> into) {
    more.forEach(count -> into.add(new Count(base + count.value, count.end)));
  }

  private int afterJoiner(int at, boolean allowed) {
    return allowed && tongue.joiners().contains(text(at)) ? at + 1 : -1;
  }

  private String text(int at) {
    return at < tokens.size() ? tokens.get(at).text() : "";
  }
}
