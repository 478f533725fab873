package io.pronto.api.scim;

import io.pronto.api.scim.AttributePath.Comparison;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads paths and filters from left to right, once. Throws nothing but {@link Unreadable}, whatever
 * the text.
 */
final class PathReader {
  /** How much of what was not understood is said. */
  private static final int SHOWN = 60;

  private final String text;
  private int at;

  PathReader(String text) {
    this.text = text;
  }

  /** {@code [schema ":"] name ["[" filter "]"] ["." name]}. */
  AttributePath path() {
    return path(true);
  }

  /** Values are chosen once: within a filter there is no other, whoever nests them without end. */
  private AttributePath path(boolean choosing) {
    var schema = schema();
    if (schema.isPresent() && !take(':')) {
      return new AttributePath(schema, "", List.of(), "");
    }
    var attribute = name();
    List<Comparison> filter = List.of();
    if (choosing && take('[')) {
      filter = comparisons(false);
      expect(']');
    }
    return new AttributePath(schema, attribute, filter, take('.') ? name() : "");
  }

  /** {@code path "eq" value}, and more of them joined by {@code and}. */
  List<Comparison> comparisons() {
    return comparisons(true);
  }

  private List<Comparison> comparisons(boolean choosing) {
    var found = new ArrayList<Comparison>();
    do {
      found.add(comparison(choosing));
    } while (takeWord("and"));
    return found;
  }

  /** Nothing may follow. */
  void end() {
    skipBlanks();
    if (at < text.length()) {
      throw new Unreadable("'%s' is not understood here".formatted(rest()));
    }
  }

  private Comparison comparison(boolean choosing) {
    skipBlanks();
    var path = path(choosing);
    if (!takeWord("eq")) {
      throw new Unreadable("Only comparisons by eq, joined by and, are understood");
    }
    return new Comparison(path, value());
  }

  private Optional<String> schema() {
    if (!text.regionMatches(true, at, "urn:", 0, 4)) {
      return Optional.empty();
    }
    var schema = Schemas.named(untilDelimiter());
    if (schema.isEmpty()) {
      throw new Unreadable("'%s' is in no schema that is known here".formatted(rest()));
    }
    at += schema.get().length();
    return schema;
  }

  /** The name of a schema may be followed by all that may follow an attribute, but for a dot. */
  private String untilDelimiter() {
    int end = at;
    while (end < text.length() && " []".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(at, end);
  }

  /** RFC 7643, section 2.1: a letter, and letters, digits, '-', '_' and '$' after it. */
  private String name() {
    int begin = at;
    while (at < text.length() && isOfName(text.charAt(at))) {
      at++;
    }
    if (begin == at) {
      throw new Unreadable("The name of an attribute is missing before '%s'".formatted(rest()));
    }
    return text.substring(begin, at).toLowerCase(Locale.ROOT);
  }

  private static boolean isOfName(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_'
        || c == '$';
  }

  private String value() {
    skipBlanks();
    int begin = at;
    if (at < text.length() && text.charAt(at) == '"') {
      skipString();
    } else {
      while (at < text.length() && " ])".indexOf(text.charAt(at)) < 0) {
        at++;
      }
    }
    return literal(text.substring(begin, at));
  }

  private String literal(String literal) {
    if (literal.isEmpty()) {
      throw new Unreadable("A value is missing before '%s'".formatted(rest()));
    }
    try {
      return switch (Json.decodeValue(literal)) {
        case String string -> string;
        case Boolean bool -> bool.toString();
        case Number number -> number.toString();
        case null -> "null";
        default -> throw new Unreadable("'%s' is no value".formatted(shortened(literal)));
      };
    } catch (DecodeException e) {
      throw new Unreadable("'%s' is no value: texts stand in quotes".formatted(shortened(literal)));
    }
  }

  private void skipString() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
  }

  private boolean takeWord(String word) {
    int before = at;
    skipBlanks();
    int end = at + word.length();
    boolean alone = end >= text.length() || text.charAt(end) == ' ';
    if (before < at && alone && text.regionMatches(true, at, word, 0, word.length())) {
      at = end;
      return true;
    }
    at = before;
    return false;
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    skipBlanks();
    if (!take(c)) {
      throw new Unreadable("A '%s' is missing before '%s'".formatted(c, rest()));
    }
  }

  private void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private String rest() {
    return shortened(text.substring(Math.min(at, text.length())));
  }

  private static String shortened(String part) {
    return part.length() > SHOWN ? part.substring(0, SHOWN) + '…' : part;
  }
}
