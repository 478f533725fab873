package io.pronto.api.web;

import io.pronto.api.contract.Fault;
import io.pronto.api.contract.Operation;
import io.pronto.api.contract.Parameter;
import io.pronto.core.db.StorableText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what an operation is given, and refuses what its contract does not allow. */
final class Intake {
  private static final int DEEPEST = 32;

  private Intake() {}

  static Map<String, String> parameters(Operation operation, RoutingContext context) {
    var values = new HashMap<String, String>();
    var faults = new ArrayList<Fault>();
    var query = context.queryParams();
    for (var parameter : operation.parameters()) {
      var given =
          switch (parameter.in()) {
            case PATH -> List.of(context.pathParam(parameter.name()));
            case QUERY -> query.getAll(parameter.name());
            case HEADER -> context.request().headers().getAll(parameter.name());
          };
      if (parameter.in() == Parameter.Place.QUERY) {
        query.remove(parameter.name());
      }
      if (given.size() > 1) {
        faults.add(new Fault(parameter.pointer(), "repeated", "Must be given only once"));
      } else if (given.size() == 1) {
        var found = parameter.faults(given.getFirst());
        if (parameter.in() == Parameter.Place.PATH && !found.isEmpty()) {
          throw Problem.notFound();
        }
        faults.addAll(found);
        values.put(parameter.name(), given.getFirst());
      } else if (parameter.required()) {
        faults.add(new Fault(parameter.pointer(), "required", "Is missing"));
      }
    }
    if (!operation.otherParameters()) {
      query
          .names()
          .forEach(
              name ->
                  faults.add(
                      new Fault("/query/" + name, "unknown_field", "Is not a parameter of this")));
    }
    if (!faults.isEmpty()) {
      throw Problem.malformed(
          "invalid_parameter", "A parameter cannot be read; see errors", faults);
    }
    return values;
  }

  static JsonObject body(Operation operation, RoutingContext context) {
    var buffer = context.body().buffer();
    if (operation.body().isEmpty()) {
      return new JsonObject();
    }
    if (buffer == null || buffer.length() == 0) {
      throw Problem.malformed(
          "body_missing",
          operation.form()
              ? "This needs a form as its body"
              : "This needs a JSON object as its body",
          List.of());
    }
    checkType(operation, context);
    var value = operation.form() ? Form.read(buffer.toString()) : json(buffer);
    var faults = new ArrayList<Fault>();
    findUnstorable("", value, faults);
    faults.addAll(operation.body().get().faults(value));
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults);
    }
    return (JsonObject) value;
  }

  private static Object json(Buffer buffer) {
    checkDepth(buffer);
    return JsonText.read(buffer);
  }

  private static void checkType(Operation operation, RoutingContext context) {
    var type = context.request().getHeader("Content-Type");
    var plain =
        type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
    var other = ScimError.isFor(operation.path()) ? ScimError.TYPE : "application/merge-patch+json";
    if (operation.form() && !plain.equals(Form.TYPE)) {
      throw Problem.of(
          415, "unsupported_media_type", "Send a form, with Content-Type: " + Form.TYPE);
    }
    if (!operation.form() && !plain.equals("application/json") && !plain.equals(other)) {
      throw Problem.of(
          415, "unsupported_media_type", "Send JSON, with Content-Type: application/json");
    }
  }

  /** Counts brackets outside of strings: whoever nests without end is stopped before the parser. */
  private static void checkDepth(Buffer buffer) {
    int depth = 0;
    boolean text = false;
    for (int i = 0; i < buffer.length(); i++) {
      int c = buffer.getByte(i);
      if (text) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          text = false;
        }
      } else if (c == '"') {
        text = true;
      } else if (c == '{' || c == '[') {
        if (++depth > DEEPEST) {
          throw Problem.malformed(
              "too_deep", "JSON may be nested at most " + DEEPEST + " deep", List.of());
        }
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
  }

  /** PostgreSQL keeps no NUL in a text, and UTF-8 has no half of a surrogate pair. */
  private static void findUnstorable(String pointer, Object value, List<Fault> faults) {
    switch (value) {
      case String text when !StorableText.of(text).equals(text) ->
          faults.add(
              new Fault(pointer, "malformed", "Must not contain NUL or half of a surrogate pair"));
      case JsonObject object ->
          object.forEach(
              entry -> findUnstorable(pointer + '/' + entry.getKey(), entry.getValue(), faults));
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          findUnstorable(pointer + '/' + i, array.getValue(i), faults);
        }
      }
      case null, default -> {}
    }
  }
}
