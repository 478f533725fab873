package io.pronto.core.people;

/**
 * What an A-label means (RFC 3492, section 6.2, whose names it keeps). {@link java.net.IDN} shows
 * only labels of Unicode 3.2, and whoever wants to deceive is free to use a later one.
 */
final class Punycode {
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_N = 0x80;

  private Punycode() {}

  /**
   * Decodes what follows {@code xn--}.
   *
   * @param text lower-case ASCII, 59 characters at most
   * @throws IllegalArgumentException if it is no Punycode
   */
  static String decode(String text) {
    int delimiter = text.lastIndexOf('-');
    var output = new StringBuilder(text.substring(0, Math.max(0, delimiter)));
    int points = output.length();
    int n = INITIAL_N;
    int bias = INITIAL_BIAS;
    int in = delimiter + 1;
    for (int i = 0; in < text.length(); i++) {
      int oldI = i;
      int w = 1;
      for (int k = BASE; ; k += BASE) {
        int digit = in < text.length() ? digit(text.charAt(in++)) : BASE;
        if (digit >= BASE) {
          throw new IllegalArgumentException("Not Punycode: " + text);
        }
        i = Math.addExact(i, Math.multiplyExact(digit, w));
        int t = Math.clamp(k - bias, T_MIN, T_MAX);
        if (digit < t) {
          break;
        }
        w = Math.multiplyExact(w, BASE - t);
      }
      points++;
      bias = adapt(i - oldI, points, oldI == 0);
      n = Math.addExact(n, i / points);
      i %= points;
      output.insert(output.offsetByCodePoints(0, i), Character.toString(n));
    }
    return output.toString();
  }

  private static int digit(char c) {
    return c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? c - '0' + 26 : BASE;
  }

  private static int adapt(int delta, int points, boolean first) {
    int rest = first ? delta / DAMP : delta / 2;
    rest += rest / points;
    int k = 0;
    for (; rest > (BASE - T_MIN) * T_MAX / 2; k += BASE) {
      rest /= BASE - T_MIN;
    }
    return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
  }
}
