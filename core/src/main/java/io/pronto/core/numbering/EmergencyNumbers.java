package io.pronto.core.numbering;

import com.google.i18n.phonenumbers.ShortNumberInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The numbers by which help is called, country by country: in France those that every operator must
 * carry, free and to the right place, elsewhere as libphonenumber has them.
 */
public final class EmergencyNumbers {
  private static final int FIRST = 100;
  private static final int LAST = 9_999;

  /** Those of France, its départements overseas among it, which no other list has in full. */
  private static final Set<String> FRENCH =
      Set.of("15", "17", "18", "112", "114", "115", "116000", "116117", "119", "191", "196", "197");

  /** Two to six digits, and what people put between them. */
  private static final Pattern SHAPE = Pattern.compile("\\s*\\d(?:[ ().-]*\\d){1,5}\\s*");

  /** What people put between digits. */
  private static final Pattern BETWEEN = Pattern.compile("[ ().-]");

  /** How a call for a service begins that a phone names instead of a number (RFC 5031). */
  private static final String SERVICE = "urn:service:sos";

  private static final Map<String, Map<String, String>> SERVICES =
      Map.of(
          "FR", Map.of("ambulance", "15", "police", "17", "fire", "18", "marine", "196"),
          "IT", Map.of("ambulance", "118", "police", "113", "fire", "115", "marine", "1530"));

  private static final List<String> FOR_EVERYTHING = List.of("112", "911", "999", "000");

  private static final Set<String> FRANCE =
      Set.of("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF");

  private static final Map<String, Set<String>> EXTENSIONS = new ConcurrentHashMap<>();

  private EmergencyNumbers() {}

  /**
   * Whether {@code digits} call for help in {@code country}.
   *
   * @param country ISO 3166 alpha-2
   */
  public static boolean has(String digits, String country) {
    return FRANCE.contains(country)
        ? FRENCH.contains(digits)
        : ShortNumberInfo.getInstance().isEmergencyNumber(digits, country);
  }

  /**
   * Whether what somebody has dialled is as short as one, or names a service, for those who do not
   * know yet where that is.
   */
  public static boolean mayBe(String dialled) {
    return SHAPE.matcher(dialled).matches() || isService(dialled);
  }

  /**
   * What somebody in {@code country} has dialled, without what people put between digits. A service
   * for help that is named instead (RFC 5031, section 4.2), such as {@code urn:service:sos.fire},
   * is the number that has it there, or else the one for everything.
   */
  public static String digits(String dialled, String country) {
    if (!isService(dialled)) {
      return BETWEEN.matcher(dialled).replaceAll("");
    }
    var service = dialled.substring(SERVICE.length()).replaceFirst("^\\.", "");
    var own = SERVICES.getOrDefault(FRANCE.contains(country) ? "FR" : country, Map.of());
    return Optional.ofNullable(own.get(service.toLowerCase(Locale.ROOT)))
        .filter(number -> has(number, country))
        .orElseGet(() -> forEverything(country));
  }

  private static boolean isService(String dialled) {
    return dialled.regionMatches(true, 0, SERVICE, 0, SERVICE.length())
        && (dialled.length() == SERVICE.length() || dialled.charAt(SERVICE.length()) == '.');
  }

  private static String forEverything(String country) {
    return FOR_EVERYTHING.stream()
        .filter(number -> has(number, country))
        .findFirst()
        .orElse(FOR_EVERYTHING.getFirst());
  }

  /** Whether any are known of {@code country}, which may be no country at all. */
  public static boolean areKnown(String country) {
    return !extensions(country).isEmpty();
  }

  /**
   * Whether the same numbers hold in both countries, as in France and its départements overseas.
   */
  public static boolean areShared(String one, String other) {
    return one.equals(other) || FRANCE.contains(one) && FRANCE.contains(other);
  }

  /** Those of {@code country} with three or four digits: they can be nobody's extension. */
  public static Set<String> extensions(String country) {
    return EXTENSIONS.computeIfAbsent(
        country,
        wanted ->
            IntStream.rangeClosed(FIRST, LAST)
                .mapToObj(Integer::toString)
                .filter(digits -> has(digits, wanted))
                .collect(Collectors.toUnmodifiableSet()));
  }
}
