package io.pronto.core.redaction;

import java.time.Year;

/** Tells the expiry date of a card (ISO/IEC 7813, year and month) from other digits. */
final class ExpiryDate {
  private static final int CENTURY = 2000;
  private static final int MONTHS = 12;
  private static final int YEARS = 20;

  private ExpiryDate() {}

  /**
   * Whether {@code digits} are a month and a year no further than 20 years from now: "928", "0928",
   * "092028".
   */
  static boolean is(String digits) {
    for (int year : new int[] {2, 4}) {
      int month = digits.length() - year;
      if ((month == 1 || month == 2)
          && isMonth(digits.substring(0, month))
          && isYear(digits.substring(month))) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code digits}, after the name of a month, are such a year: "28", "2028". */
  static boolean isYear(String digits) {
    if (digits.length() != 2 && digits.length() != 4) {
      return false;
    }
    int year = Integer.parseInt(digits) + (digits.length() == 2 ? CENTURY : 0);
    return Math.abs(year - Year.now().getValue()) <= YEARS;
  }

  private static boolean isMonth(String digits) {
    int month = Integer.parseInt(digits);
    return month >= 1 && month <= MONTHS;
  }
}
