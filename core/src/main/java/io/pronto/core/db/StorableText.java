package io.pronto.core.db;

/**
 * Text from the network as PostgreSQL can keep it: it knows neither U+0000 nor half a surrogate
 * pair, in text and in JSON, and refuses the whole row for one of them.
 */
public final class StorableText {
  private static final int MOST = 500;
  private static final char REPLACEMENT = '\uFFFD';

  private StorableText() {}

  /** Returns {@code text} with what cannot be kept replaced by U+FFFD, cut to 500 characters. */
  public static String of(String text) {
    if (text.length() <= MOST && text.chars().noneMatch(StorableText::doubtful)) {
      return text;
    }
    var kept = new StringBuilder(Math.min(text.length(), MOST));
    text.codePoints()
        .limit(MOST)
        .map(
            c ->
                c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                    ? REPLACEMENT
                    : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean doubtful(int unit) {
    return unit == 0 || Character.isSurrogate((char) unit);
  }
}
