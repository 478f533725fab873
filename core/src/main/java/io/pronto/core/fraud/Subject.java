package io.pronto.core.fraud;

import java.util.Locale;

/** Whose calls, or calls to where, a breaker counts together, within one organisation. */
public enum Subject {
  /** All of the organisation's. */
  ORGANISATION,
  /** Those of one user. */
  USER,
  /** Those of one device. */
  DEVICE,
  /** Those to one country, or to one network of no country. */
  COUNTRY,
  /** Those to numbers that differ in their last four digits only. */
  RANGE;

  private static final int WITHIN_RANGE = 4;
  private static final int GLOBAL_CODE = 4;

  /** As JSON and SQL have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Which one {@code attempt} counts for; the organisation's is the empty text. */
  String of(Attempt attempt) {
    return switch (this) {
      case ORGANISATION -> "";
      case USER -> attempt.userId();
      case DEVICE -> attempt.deviceId();
      case COUNTRY -> attempt.country();
      case RANGE -> attempt.range();
    };
  }

  /** The range that {@code number} is in. */
  static String range(String number) {
    return number.length() > WITHIN_RANGE + 2
        ? number.substring(0, number.length() - WITHIN_RANGE)
        : number;
  }

  /** How a network of no country is called: its code, such as {@code +881}. */
  static String network(String number) {
    return number.substring(0, Math.min(GLOBAL_CODE, number.length()));
  }
}
