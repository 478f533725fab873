package io.pronto.core;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * Makes the identifiers that people and programs see: a prefix that names the kind, '_' and a ULID
 * (48 bits of milliseconds, 80 random bits, Crockford base 32), such as {@code
 * call_01JD9Z3V7K8Q2N4M6P8R0T2W4Y}. They sort by time of making and cannot be guessed.
 */
public final class Id {
  private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final Pattern SHAPE = Pattern.compile("[a-z]{2,8}_[0-9A-HJKMNP-TV-Z]{26}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Id() {}

  /** Returns a new identifier of the kind that {@code prefix} names: 2 to 8 lower-case letters. */
  public static String next(String prefix) {
    var text = new char[26];
    encode(System.currentTimeMillis(), text, 0, 10);
    encode(RANDOM.nextLong(1L << 40), text, 10, 8);
    encode(RANDOM.nextLong(1L << 40), text, 18, 8);
    return prefix + '_' + new String(text);
  }

  /** Says whether {@code text} has the shape of an identifier of the kind {@code prefix}. */
  public static boolean is(String prefix, String text) {
    return text.startsWith(prefix + '_') && SHAPE.matcher(text).matches();
  }

  private static void encode(long value, char[] into, int offset, int length) {
    for (int i = offset + length - 1; i >= offset; i--) {
      into[i] = ALPHABET[(int) (value & 31)];
      value >>>= 5;
    }
  }
}
