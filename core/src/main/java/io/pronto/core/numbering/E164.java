package io.pronto.core.numbering;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.Optional;

/**
 * A telephone number in international form, ITU-T E.164: '+', then 7 to 15 digits, the first not 0.
 *
 * @param value such as {@code +33123456789}
 */
public record E164(String value) {
  private static final int FEWEST = 7;
  private static final int MOST = 15;
  private static final int SHOWN = 4;

  /**
   * Checks the shape.
   *
   * @throws InvalidNumber for anything else
   */
  public E164 {
    if (!hasShape(value)) {
      throw new InvalidNumber("A number is + and 7 to 15 digits, such as +33123456789");
    }
  }

  /** Reads {@code text} if it has the shape, and is empty otherwise. */
  public static Optional<E164> of(String text) {
    return hasShape(text) ? Optional.of(new E164(text)) : Optional.empty();
  }

  /** By hand: every call asks this many times. */
  private static boolean hasShape(String text) {
    int digits = text.length() - 1;
    if (digits < FEWEST || digits > MOST || text.charAt(0) != '+' || text.charAt(1) == '0') {
      return false;
    }
    for (int i = 1; i <= digits; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads what a person dialled in {@code country}, such as "01 23 45 67 89" in FR; empty when that
   * is no number that can exist there.
   *
   * @param country ISO 3166 alpha-2
   */
  public static Optional<E164> dialled(String digits, String country) {
    var plan = PhoneNumberUtil.getInstance();
    try {
      var number = plan.parse(digits, country);
      return plan.isPossibleNumber(number)
          ? of(plan.format(number, PhoneNumberFormat.E164))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** The country that the number belongs to, ISO 3166 alpha-2, where its beginning says so. */
  public Optional<String> country() {
    return NumberPlan.of(this).country();
  }

  /** The number with all but its last four digits hidden, for logs. */
  public String masked() {
    return "*".repeat(value.length() - SHOWN) + value.substring(value.length() - SHOWN);
  }

  @Override
  public String toString() {
    return value;
  }
}
