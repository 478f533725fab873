package io.pronto.core.redaction;

import io.pronto.core.transcript.SpokenWord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Telephone numbers in what was said, in figures or in words of French, Italian or English, in
 * whatever groups: digits one by one, "soixante-dix-huit" for 78, "double one". What may be read in
 * several ways is each of them: "soixante dix huit" is 78, 70 8, 60 18 and 60 10 8. Small words may
 * be within a number, as in those of cards; with others in its middle it is none.
 */
public final class SpokenNumbers {
  /** So many digits at its beginning, and at its end, tell a number from most others. */
  public static final int END = 7;

  private final List<Token> tokens;
  private final List<Run> runs;
  private final Tongue tongue;
  private final Numerals numerals;

  /** Those in {@code words} of {@code language}, ISO 639-1. */
  public SpokenNumbers(List<SpokenWord> words, String language) {
    this.tongue = Tongue.of(language);
    this.tokens = Token.of(words, tongue);
    this.runs = Run.of(tokens, tongue);
    this.numerals = new Numerals(tokens, tongue);
  }

  /**
   * Words that say a number.
   *
   * @param from the first
   * @param to the one after the last
   */
  public record Part(int from, int to) {}

  /** Where one of {@code numbers} is said, digits only, in order. */
  public List<Part> parts(Collection<String> numbers) {
    var parts = new ArrayList<Part>();
    for (var run : runs) {
      int at = run.from();
      while (at < run.to()) {
        var end = end(at, run, numbers);
        if (end.isPresent()) {
          int last = end.getAsInt() - 1;
          parts.add(new Part(tokens.get(at).word(), tokens.get(last).word() + 1));
        }
        at = end.orElse(at + 1);
      }
    }
    return List.copyOf(parts);
  }

  private OptionalInt end(int at, Run run, Collection<String> numbers) {
    return numbers.stream()
        .mapToInt(number -> end(at, run.to(), number, 0))
        .filter(end -> end > 0)
        .max();
  }

  /**
   * The token after the last that says {@code number} from its digit {@code said} on, by the
   * reading that takes the most of them; else 0.
   */
  private int end(int at, int to, String number, int said) {
    if (said == number.length()) {
      return at;
    }
    if (at == to) {
      return 0;
    }
    int last = 0;
    for (var numeral : numerals.at(at)) {
      if (numeral.end() <= to && number.startsWith(numeral.digits(), said)) {
        last = Math.max(last, end(numeral.end(), to, number, said + numeral.digits().length()));
      }
    }
    return last == 0 && said > 0 && isSmall(at) ? end(at + 1, to, number, said) : last;
  }

  /** The first {@link #END} digits of every number that may be said. */
  public Set<String> beginnings() {
    var all = new HashSet<String>();
    for (var run : runs) {
      var known = new HashMap<Place, Set<String>>();
      for (int at = run.from(); at < run.to(); at++) {
        if (!numerals.at(at).isEmpty()) {
          all.addAll(from(new Place(at, END), run, known));
        }
      }
    }
    return all;
  }

  /** The last {@link #END} digits of every number that may be said. */
  public Set<String> endings() {
    var all = new HashSet<String>();
    for (var run : runs) {
      var steps = new HashMap<Integer, List<Step>>();
      for (int at = run.from(); at < run.to(); at++) {
        for (var numeral : numerals.at(at)) {
          steps
              .computeIfAbsent(numeral.end(), _ -> new ArrayList<>())
              .add(new Step(at, numeral.digits()));
        }
      }
      var known = new HashMap<Place, Set<String>>();
      for (int end : steps.keySet()) {
        if (end <= run.to()) {
          all.addAll(to(new Place(end, END), run, steps, known));
        }
      }
    }
    return all;
  }

  /** Where so many digits are still to be read. */
  private record Place(int at, int digits) {}

  private record Step(int from, String digits) {}

  private Set<String> from(Place place, Run run, Map<Place, Set<String>> known) {
    if (place.digits == 0) {
      return Set.of("");
    }
    if (known.containsKey(place)) {
      return known.get(place);
    }
    var all = new HashSet<String>();
    if (place.at < run.to()) {
      for (var numeral : numerals.at(place.at)) {
        if (numeral.end() <= run.to()) {
          var digits = cut(numeral.digits(), place.digits, true);
          from(new Place(numeral.end(), place.digits - digits.length()), run, known)
              .forEach(rest -> all.add(digits + rest));
        }
      }
      if (isSmall(place.at)) {
        all.addAll(from(new Place(place.at + 1, place.digits), run, known));
      }
    }
    known.put(place, all);
    return all;
  }

  private Set<String> to(
      Place place, Run run, Map<Integer, List<Step>> steps, Map<Place, Set<String>> known) {
    if (place.digits == 0) {
      return Set.of("");
    }
    if (known.containsKey(place)) {
      return known.get(place);
    }
    var all = new HashSet<String>();
    for (var step : steps.getOrDefault(place.at, List.of())) {
      var digits = cut(step.digits, place.digits, false);
      to(new Place(step.from, place.digits - digits.length()), run, steps, known)
          .forEach(rest -> all.add(rest + digits));
    }
    if (place.at > run.from() && isSmall(place.at - 1)) {
      all.addAll(to(new Place(place.at - 1, place.digits), run, steps, known));
    }
    known.put(place, all);
    return all;
  }

  private static String cut(String digits, int most, boolean first) {
    int length = digits.length();
    return length <= most
        ? digits
        : first ? digits.substring(0, most) : digits.substring(length - most);
  }

  private boolean isSmall(int at) {
    return tongue.small().contains(tokens.get(at).text());
  }
}
