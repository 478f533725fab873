package io.pronto.core.identity;

import io.pronto.core.numbering.E164;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which number an organisation shows to whom it calls where.
 *
 * @param numbers by the beginning of the numbers called, as E.164
 */
public record CallerIdPolicy(SortedMap<String, E164> numbers) {
  /** Everybody shows their own. */
  public static final CallerIdPolicy NONE = new CallerIdPolicy(new TreeMap<>());

  /** Copies the map. */
  public CallerIdPolicy {
    numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
  }

  /** One rule of it. */
  public record Choice(String prefix, E164 number) {}

  /** What is shown to {@code called}, an E.164: what the longest prefix says. */
  public Optional<Choice> of(String called) {
    for (int length = called.length(); length > 1 && !numbers.isEmpty(); length--) {
      var prefix = called.substring(0, length);
      var number = numbers.get(prefix);
      if (number != null) {
        return Optional.of(new Choice(prefix, number));
      }
    }
    return Optional.empty();
  }
}
