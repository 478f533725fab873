package io.pronto.core.numbering;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Numbers of which somebody has written only how they begin. */
public final class DialledBeginning {
  private static final Pattern NUMBER = Pattern.compile("\\+?\\(?[0-9][0-9 ().\\-/]*");
  private static final int MOST_DIGITS = 15;

  private DialledBeginning() {}

  /**
   * How numbers begin in E.164 that {@code text} may mean in {@code country}: "06 12" in FR means
   * {@code +33612}… and no other, "3361" may mean {@code +3361}… or {@code +333361}…. Empty when it
   * is no beginning of a number.
   *
   * @param country ISO 3166 alpha-2
   */
  public static List<String> of(String text, String country) {
    if (!NUMBER.matcher(text).matches()) {
      return List.of();
    }
    var digits = text.replaceAll("[^0-9]", "");
    if (digits.length() > MOST_DIGITS) {
      return List.of();
    }
    if (text.startsWith("+")) {
      return List.of('+' + digits);
    }
    if (digits.startsWith("00")) {
      return List.of('+' + digits.substring(2));
    }
    return Stream.of(national(digits, country), '+' + digits)
        .filter(number -> number.charAt(1) != '0')
        .toList();
  }

  private static String national(String digits, String country) {
    var plan = PhoneNumberUtil.getInstance();
    var trunk = plan.getNddPrefixForRegion(country, true);
    boolean dialled = trunk != null && !trunk.isEmpty() && digits.startsWith(trunk);
    return "+"
        + plan.getCountryCodeForRegion(country)
        + (dialled ? digits.substring(trunk.length()) : digits);
  }
}
