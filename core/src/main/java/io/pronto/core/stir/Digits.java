package io.pronto.core.stir;

import java.util.regex.Pattern;

/** Numbers as PASSporTs have them (RFC 8224, section 8.3): digits, without {@code +}. */
public final class Digits {
  private static final Pattern SEPARATORS = Pattern.compile("[ ().\\-]");
  private static final Pattern FRENCH = Pattern.compile("33[1-9][0-9]{8}");
  private static final Pattern NATIONAL_FORM = Pattern.compile("[0A-F]");
  private static final int LONGEST = 32;

  /** The digits of a French national number without its 0. */
  private static final int NATIONAL = 9;

  /** The longest portability prefix that is looked for. */
  private static final int LONGEST_PREFIX = 8;

  private Digits() {}

  /** A number without {@code +}, separators and parameters. */
  public static String canonical(String number) {
    int end = number.indexOf(';');
    var bare = end < 0 ? number : number.substring(0, end);
    var digits = SEPARATORS.matcher(bare).replaceAll("");
    var canonical = digits.startsWith("+") ? digits.substring(1) : digits;
    return canonical.substring(0, Math.min(LONGEST, canonical.length()));
  }

  /**
   * Whether both are the same number. In France a portability prefix may stand between the country
   * code and the national number, or before it without a country code, beginning with 0 or a
   * letter: what is dialled then is no E.164, and is the same number all the same.
   */
  public static boolean same(String one, String other) {
    return one.equals(other) || isPrefixed(one, other) || isPrefixed(other, one);
  }

  private static boolean isPrefixed(String plain, String prefixed) {
    if (!FRENCH.matcher(plain).matches()) {
      return false;
    }
    var national = plain.substring(plain.length() - NATIONAL);
    boolean abroad = !prefixed.startsWith("33") && !NATIONAL_FORM.matcher(prefixed).lookingAt();
    var rest = prefixed.startsWith("33") ? prefixed.substring(2) : prefixed;
    return !abroad
        && rest.endsWith(national)
        && rest.length() > NATIONAL
        && rest.length() <= NATIONAL + LONGEST_PREFIX
        && rest.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'F');
  }
}
