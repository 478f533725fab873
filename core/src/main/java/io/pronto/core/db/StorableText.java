package io.pronto.core.db;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Text from the network as PostgreSQL can keep it: it knows neither U+0000 nor half a surrogate
 * pair, in text and in JSON, and refuses the whole row for one of them.
 */
public final class StorableText {
  private static final char REPLACEMENT = '\uFFFD';

  private StorableText() {}

  /** Returns {@code text} with what cannot be kept replaced by U+FFFD. */
  public static String of(String text) {
    return text.chars().noneMatch(StorableText::doubtful) ? text : of(text, text.length());
  }

  /** The same, cut to {@code most} code points. */
  public static String of(String text, int most) {
    if (text.length() <= most && text.chars().noneMatch(StorableText::doubtful)) {
      return text;
    }
    var kept = new StringBuilder(Math.min(text.length(), most));
    text.codePoints()
        .limit(most)
        .map(c -> storable(c) ? c : REPLACEMENT)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** The same for all texts in {@code json}. */
  public static JsonObject in(JsonObject json) {
    var kept = new JsonObject();
    json.forEach(entry -> kept.put(entry.getKey(), inAny(entry.getValue())));
    return kept;
  }

  private static Object inAny(Object value) {
    return switch (value) {
      case String text -> of(text);
      case JsonObject object -> in(object);
      case JsonArray array -> new JsonArray(array.stream().map(StorableText::inAny).toList());
      case null -> null;
      default -> value;
    };
  }

  private static boolean storable(int codePoint) {
    return codePoint != 0 && (codePoint > 0xFFFF || !Character.isSurrogate((char) codePoint));
  }

  private static boolean doubtful(int unit) {
    return unit == 0 || Character.isSurrogate((char) unit);
  }
}
