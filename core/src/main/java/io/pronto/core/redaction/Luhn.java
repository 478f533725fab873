package io.pronto.core.redaction;

/** Tells card numbers from other numbers (ISO/IEC 7812-1, annex B; issuers by its table). */
final class Luhn {
  static final int SHORTEST = 13;
  static final int LONGEST = 19;

  private static final int MASTERCARD_NEW = 2221;
  private static final int MASTERCARD_LAST = 2720;

  private Luhn() {}

  /**
   * Whether {@code digits} are 13 to 19, not all the same, and their check digit is right. No
   * card's number begins with 0.
   */
  static boolean holds(String digits) {
    int length = digits.length();
    if (length < SHORTEST
        || length > LONGEST
        || digits.chars().distinct().count() < 2
        || digits.charAt(0) == '0') {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int digit = digits.charAt(length - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : 2 * digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }

  /** Whether it holds and a known scheme gives out numbers that begin so and are as long. */
  static boolean holdsAndIsKnown(String digits) {
    return holds(digits) && isKnown(digits);
  }

  private static boolean isKnown(String digits) {
    int two = Integer.parseInt(digits.substring(0, 2));
    int four = Integer.parseInt(digits.substring(0, 4));
    return switch (digits.length()) {
      case 14 -> two == 36 || two == 38 || two == 39 || two == 30; // Diners
      case 15 -> two == 34 || two == 37; // American Express
      case 16 ->
          two / 10 == 4 // Visa, CB
              || two / 10 == 5 // Mastercard, Maestro
              || two / 10 == 6 // Discover, UnionPay, Maestro
              || two == 35 // JCB
              || four >= MASTERCARD_NEW && four <= MASTERCARD_LAST;
      case 17, 18 -> two == 62;
      case 19 -> two == 62 || two / 10 == 4;
      default -> false;
    };
  }
}
