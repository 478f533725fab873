package io.pronto.media.record;

import io.pronto.media.Side;
import io.pronto.media.codec.G711;

/**
 * Tells a card number or a code that is keyed in from a choice in a menu: by its fourth digit. In
 * the minute after one the next follows from its first digit on: expiry date, security code.
 * Positions are samples from the recording's start.
 */
final class CardPause {
  /** Nothing is kept for so long after the last digit: 5 s. */
  static final int AFTER = 5 * G711.RATE;

  private static final int DIGITS = 4;

  /** Digits of one number follow each other within this: 5 s. */
  private static final int GAP = 5 * G711.RATE;

  private static final int WARY = 60 * G711.RATE;
  private static final long NEVER = Long.MIN_VALUE / 2;

  private final int[] digits = new int[Side.values().length];
  private final long[] last = {NEVER, NEVER};
  private long until = NEVER;

  /** Says whether nothing is to be kept from {@code at} on, where {@code key} was pressed. */
  boolean pressed(Side side, char key, long at) {
    int party = side.ordinal();
    boolean goesOn = at - last[party] <= GAP;
    last[party] = at;
    digits[party] = (goesOn ? digits[party] : 0) + (Character.isDigit(key) ? 1 : 0);
    boolean secret = digits[party] >= DIGITS || digits[party] > 0 && at - until <= WARY;
    if (secret) {
      until = at + AFTER;
    }
    return secret;
  }
}
