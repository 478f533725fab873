package io.pronto.api.web;

import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads forms as browsers and identity providers send them. */
final class Form {
  static final String TYPE = "application/x-www-form-urlencoded";

  private Form() {}

  /** The fields of {@code text}, each of which may stand in it once. */
  static JsonObject read(String text) {
    var fields = new JsonObject();
    for (var pair : text.split("&")) {
      var parts = pair.split("=", 2);
      if (fields.containsKey(decoded(parts[0]))) {
        throw malformed("The form names a field twice");
      }
      fields.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
    }
    return fields;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed("The form cannot be read");
    }
  }

  private static Problem malformed(String detail) {
    return Problem.malformed("malformed_form", detail, List.of());
  }
}
