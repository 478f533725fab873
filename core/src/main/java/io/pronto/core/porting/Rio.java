package io.pronto.core.porting;

import io.pronto.core.numbering.E164;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The identity of a French line at its operator ("relevé d'identité opérateur"), which its holder
 * hears by calling 3179, and which binds a port order to number and contract (ARCEP decision
 * 2013-0830): 12 characters OO Q RRRRRR CCC.
 *
 * @param operator OO, two letters or digits
 * @param quality Q, E (a business's) or P (a person's) for mobile lines, F to Z for fixed ones
 * @param reference RRRRRR, the contract
 * @param key CCC, which is computed from all before it and the number
 */
public record Rio(String operator, char quality, String reference, String key) {
  private static final Pattern SHAPE =
      Pattern.compile("([0-9A-Z]{2})([A-Z])([0-9A-Z]{6})([0-9A-Z+]{3})");
  private static final String PLACES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+";
  private static final String FRANCE = "+33";

  /**
   * Reads what a person copied: blanks, dots and dashes between the parts, and small letters, are
   * nothing to go by.
   *
   * @throws InvalidRio if it has another shape
   */
  public static Rio parse(String text) {
    var plain = text.replaceAll("[\\s.-]", "").toUpperCase(Locale.ROOT);
    var parts = SHAPE.matcher(plain);
    if (!parts.matches()) {
      throw new InvalidRio(
          InvalidRio.Fault.MALFORMED,
          "A RIO is 12 characters, such as 01P123456A1B; call 3179 from the line to hear it");
    }
    return new Rio(parts.group(1), parts.group(2).charAt(0), parts.group(3), parts.group(4));
  }

  /**
   * The key of a RIO for {@code number}: three sums over the places of all characters, modulo 37.
   *
   * @param number French
   */
  static String key(String operator, char quality, String reference, E164 number) {
    int[] sums = new int[3];
    var text = operator + quality + reference + national(number);
    for (int i = 0; i < text.length(); i++) {
      int place = PLACES.indexOf(text.charAt(i));
      for (int sum = 0; sum < sums.length; sum++) {
        sums[sum] = ((sums[sum] << sum) + place) % PLACES.length();
      }
    }
    var key = new StringBuilder();
    for (int sum : sums) {
      key.append(PLACES.charAt(sum));
    }
    return key.toString();
  }

  /**
   * Checks that it is the RIO of {@code number}.
   *
   * @param number French
   * @throws InvalidRio if it is not
   */
  public void require(E164 number) {
    boolean mobile = national(number).matches("0[67].*");
    boolean ofMobile = quality == 'E' || quality == 'P';
    if (mobile ? !ofMobile : quality < 'F') {
      throw new InvalidRio(
          InvalidRio.Fault.RIO_OF_ANOTHER_KIND,
          mobile
              ? "It is the RIO of a fixed line, and the number is a mobile one"
              : "It is the RIO of a mobile line, and the number is a fixed one");
    }
    if (!key.equals(key(operator, quality, reference, number))) {
      throw new InvalidRio(
          InvalidRio.Fault.RIO_OF_ANOTHER_NUMBER,
          "It is the RIO of another number, or a character is mistyped: call 3179 from this line");
    }
  }

  /** As it is dialled in France: 0 and nine digits. */
  private static String national(E164 number) {
    if (!number.value().startsWith(FRANCE)) {
      throw new IllegalArgumentException("No French number has a RIO: " + number.masked());
    }
    return '0' + number.value().substring(FRANCE.length());
  }

  @Override
  public String toString() {
    return operator + quality + reference + key;
  }
}
