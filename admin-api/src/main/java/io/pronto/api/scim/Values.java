package io.pronto.api.scim;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Values as providers write them. Nothing, an empty text and an empty list all say that there is
 * none (RFC 7643, section 2.5).
 */
final class Values {
  private Values() {}

  /** A text of at most {@code longest} characters. */
  static Optional<String> text(String attribute, Object value, int longest) {
    return switch (single(value)) {
      case null -> Optional.empty();
      case String text when text.isBlank() -> Optional.empty();
      case String text when text.strip().length() <= longest -> Optional.of(text.strip());
      case String _ ->
          throw Refusal.invalidValue(attribute, "Must have at most " + longest + " characters");
      default -> throw Refusal.invalidValue(attribute, "Must be a text");
    };
  }

  /** True or false; Entra writes {@code "False"}. */
  static boolean truth(String attribute, Object value) {
    return switch (single(value)) {
      case Boolean truth -> truth;
      case String text when text.equalsIgnoreCase("true") -> true;
      case String text when text.equalsIgnoreCase("false") -> false;
      case null, default -> throw Refusal.invalidValue(attribute, "Must be true or false");
    };
  }

  /** An object. */
  static JsonObject object(String attribute, Object value) {
    return value instanceof JsonObject object ? object : throwing(attribute, "Must be an object");
  }

  /** The objects of a list; one alone may stand for a list of one. */
  static List<JsonObject> objects(String attribute, Object value) {
    return switch (value) {
      case null -> List.of();
      case JsonObject object -> List.of(object);
      case JsonArray array -> array.stream().map(each -> object(attribute, each)).toList();
      default -> throwing(attribute, "Must be a list of objects");
    };
  }

  /** What an object has by that name, whatever its case. */
  static Optional<Object> member(JsonObject object, String name) {
    return object.stream()
        .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(name))
        .map(java.util.Map.Entry::getValue)
        .filter(java.util.Objects::nonNull)
        .findFirst();
  }

  /** Entra once wrapped single values, as in {@code [{"value": "x"}]}. */
  private static Object single(Object value) {
    return value instanceof JsonArray array
            && array.size() == 1
            && array.getValue(0) instanceof JsonObject object
            && object.containsKey("value")
        ? object.getValue("value")
        : value;
  }

  private static <T> T throwing(String attribute, String detail) {
    throw Refusal.invalidValue(attribute, detail);
  }
}
