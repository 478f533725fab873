package io.pronto.core.fraud;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a call is expected to cost, in millionths of a euro: counted in whole numbers, since it is
 * added up for every call.
 *
 * @param setUpMicros once, when it is answered
 * @param minuteMicros for each minute begun
 */
public record CallPrice(long setUpMicros, long minuteMicros) {
  private static final int DIGITS = 6;

  /** So much once and so much a minute, in euros. */
  public static CallPrice of(BigDecimal setUp, BigDecimal minute) {
    return new CallPrice(micros(setUp), micros(minute));
  }

  /** What a call costs that lasts {@code minutes}, each counted as soon as it begins. */
  public long micros(long minutes) {
    return minutes == 0 ? 0 : setUpMicros + minutes * minuteMicros;
  }

  /** Millionths, rounded up. */
  static long micros(BigDecimal amount) {
    return amount.setScale(DIGITS, RoundingMode.CEILING).unscaledValue().longValueExact();
  }

  /** The amount of so many millionths. */
  static BigDecimal amount(long micros) {
    return BigDecimal.valueOf(micros, DIGITS);
  }
}
