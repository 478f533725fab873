package io.pronto.core.numbering;

import com.google.i18n.phonenumbers.ShortNumberInfo;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The numbers by which help is called, country by country. */
public final class EmergencyNumbers {
  private static final int FIRST = 100;
  private static final int LAST = 9_999;

  private static final Map<String, Set<String>> EXTENSIONS = new ConcurrentHashMap<>();

  private EmergencyNumbers() {}

  /**
   * Whether {@code digits} call for help in {@code country}.
   *
   * @param country ISO 3166 alpha-2
   */
  public static boolean has(String digits, String country) {
    return ShortNumberInfo.getInstance().isEmergencyNumber(digits, country);
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
