package io.pronto.core;

import java.security.SecureRandom;

/**
 * Makes the identifiers that people and programs see: a prefix that names the kind, '_' and a ULID
 * (48 bits of milliseconds, 80 random bits, Crockford base 32), such as {@code
 * call_01JD9Z3V7K8Q2N4M6P8R0T2W4Y}. They sort by time of making and cannot be guessed.
 */
public final class Id {
  private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final int DIGITS = 26;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Id() {}

  /** Returns a new identifier of the kind that {@code prefix} names: 2 to 8 lower-case letters. */
  public static String next(String prefix) {
    var text = new char[DIGITS];
    encode(System.currentTimeMillis(), text, 0, 10);
    encode(RANDOM.nextLong(1L << 40), text, 10, 8);
    encode(RANDOM.nextLong(1L << 40), text, 18, 8);
    return prefix + '_' + new String(text);
  }

  /** Says whether {@code text} has the shape of an identifier of the kind {@code prefix}. */
  public static boolean is(String prefix, String text) {
    int length = prefix.length();
    return text.length() == length + 1 + DIGITS
        && text.startsWith(prefix)
        && text.charAt(length) == '_'
        && isUlid(text, length + 1);
  }

  /** Without a regular expression: a page of records asks this a hundred times. */
  private static boolean isUlid(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U';
      if (!letter && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private static void encode(long value, char[] into, int offset, int length) {
    for (int i = offset + length - 1; i >= offset; i--) {
      into[i] = ALPHABET[(int) (value & 31)];
      value >>>= 5;
    }
  }
}
