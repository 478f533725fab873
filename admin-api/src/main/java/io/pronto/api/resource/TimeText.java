package io.pronto.api.resource;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes moments of the years 0 to 9999 as {@link Instant#toString} does (RFC 3339, section 5.6),
 * at a tenth of its cost: a page of calls has two hundred of them, most of the same day.
 */
final class TimeText {
  private static final int DAY_SECONDS = 86_400;
  private static final int TIME = "2026-11-28T".length();
  private static final int FRACTION = TIME + "12:34:56.".length();
  private static final int LONGEST = FRACTION + "123456789Z".length();

  private final byte[] text = new byte[LONGEST];
  private long day = Long.MIN_VALUE;
  private int length;

  /** Writes {@code instant} over what was written before. */
  void set(Instant instant) {
    long seconds = instant.getEpochSecond();
    date(Math.floorDiv(seconds, DAY_SECONDS));
    int second = Math.floorMod(seconds, DAY_SECONDS);
    digits(TIME, 2, second / 3600);
    text[TIME + 2] = ':';
    digits(TIME + 3, 2, second / 60 % 60);
    text[TIME + 5] = ':';
    digits(TIME + 6, 2, second % 60);
    fraction(instant.getNano());
    text[length++] = 'Z';
  }

  /** What was written: the first {@link #length} bytes, in ASCII. */
  byte[] bytes() {
    return text;
  }

  int length() {
    return length;
  }

  private void date(long now) {
    if (now != day) {
      var date = (LocalDate.ofEpochDay(now) + "T").getBytes(US_ASCII);
      System.arraycopy(date, 0, text, 0, TIME);
      day = now;
    }
  }

  /** Three, six or nine digits, or none. */
  private void fraction(int nanos) {
    length = FRACTION - 1;
    if (nanos != 0) {
      text[length] = '.';
      int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
      digits(
          FRACTION, digits, digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos);
      length = FRACTION + digits;
    }
  }

  private void digits(int at, int count, int value) {
    int rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
