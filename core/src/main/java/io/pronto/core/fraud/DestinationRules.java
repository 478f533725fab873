package io.pronto.core.fraud;

import io.pronto.core.numbering.NumberType;
import java.util.Map;
import java.util.Optional;

/**
 * Where calls may go, as an organisation, or for it the operator, has decided: true for open, false
 * for closed. Where nothing was decided the defaults hold.
 *
 * @param classes by what the numbering plan says a number is
 * @param countries by country, ISO 3166 alpha-2, or by the code of a network of no country
 * @param prefixes by the beginning of a number as E.164; the longest that fits decides alone,
 *     whatever class and country say
 */
public record DestinationRules(
    Map<NumberType, Boolean> classes,
    Map<String, Boolean> countries,
    Map<String, Boolean> prefixes) {
  /** Nothing decided. */
  public static final DestinationRules NONE = new DestinationRules(Map.of(), Map.of(), Map.of());

  private static final int LONGEST = 16;

  /** Copies the maps. */
  public DestinationRules {
    classes = Map.copyOf(classes);
    countries = Map.copyOf(countries);
    prefixes = Map.copyOf(prefixes);
  }

  /**
   * Whether these let a call through; what they leave open is {@code usual}.
   *
   * @param usual whether a class is open where nobody has decided
   */
  boolean allow(String number, String country, NumberType type, boolean usual) {
    var byPrefix = byPrefix(number);
    return byPrefix.isPresent()
        ? byPrefix.get()
        : classes.getOrDefault(type, usual) && countries.getOrDefault(country, true);
  }

  /**
   * Whether a class is open where nobody has decided: whatever others may price as they like is
   * not, and no shared cost abroad, which hardly anybody has a reason to call. Numbers that the
   * plan does not know are: plans grow, and the breakers take them for premium ones.
   *
   * @param home whether the number is in the organisation's own country
   */
  public static boolean usually(NumberType type, boolean home) {
    return switch (type) {
      case PREMIUM, SATELLITE, PERSONAL, PAGER -> false;
      case SHARED_COST -> home;
      case GEOGRAPHIC, NON_GEOGRAPHIC, MOBILE, TOLL_FREE, PLATFORM, VERIFIED, UNKNOWN -> true;
    };
  }

  private Optional<Boolean> byPrefix(String number) {
    if (prefixes.isEmpty()) {
      return Optional.empty();
    }
    for (int length = Math.min(LONGEST, number.length()); length > 1; length--) {
      var decided = prefixes.get(number.substring(0, length));
      if (decided != null) {
        return Optional.of(decided);
      }
    }
    return Optional.empty();
  }
}
