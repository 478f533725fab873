package io.pronto.api.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A schema of the document, and what is wrong with a value by it, in words. */
public final class Schema {
  /** Keywords that only pass on what a schema below them found. */
  private static final Set<String> PASS_ON =
      Set.of("properties", "$ref", "items", "allOf", "then", "else", "if", "contains");

  private final JsonObject document;
  private final JsonPointer at;
  private final Validator validator;

  Schema(JsonObject document, JsonPointer at, Validator validator) {
    this.document = document;
    this.at = at;
    this.validator = validator;
  }

  /** Everything that is wrong with {@code value}; empty when it is valid. */
  public List<Fault> faults(Object value) {
    var result = validator.validate(value);
    if (result.getValid()) {
      return List.of();
    }
    var errors =
        result.getErrors().stream()
            .filter(error -> !PASS_ON.contains(keyword(error)))
            .filter(error -> !error.getKeywordLocation().matches(".*/if(/.*)?"))
            .toList();
    var declared =
        errors.stream()
            .filter(error -> !keyword(error).equals("additionalProperties"))
            .map(OutputUnit::getInstanceLocation)
            .collect(Collectors.toSet());
    return errors.stream().filter(known(declared)).map(this::fault).distinct().toList();
  }

  boolean wantsInteger() {
    return "integer".equals(resolved((JsonObject) at.queryJson(document)).getValue("type"));
  }

  /**
   * The validator takes a property that failed by its own schema for an additional one too: such an
   * error is left out.
   */
  private static Predicate<OutputUnit> known(Set<String> declared) {
    return error ->
        !keyword(error).equals("additionalProperties")
            || declared.stream()
                .noneMatch(
                    pointer ->
                        pointer.equals(error.getInstanceLocation())
                            || pointer.startsWith(error.getInstanceLocation() + '/'));
  }

  private Fault fault(OutputUnit error) {
    var pointer = error.getInstanceLocation().substring(1);
    var schema = schemaOf(error);
    var keyword = keyword(error);
    var limit = schema.getValue(keyword);
    return switch (keyword) {
      case "required" -> new Fault(pointer + '/' + quoted(error), "required", "Is missing");
      case "dependentRequired" ->
          new Fault(pointer + '/' + dependent(limit), "required", "Is needed with the rest");
      case "additionalProperties" ->
          new Fault(pointer, "unknown_field", "Is not a field of this request");
      case "type" -> new Fault(pointer, "wrong_type", "Must be of type " + oneOf(limit));
      case "enum", "const" -> new Fault(pointer, "not_offered", "Must be " + oneOf(limit));
      case "minLength" ->
          new Fault(pointer, "too_short", "Must have at least " + limit + " characters");
      case "maxLength" ->
          new Fault(pointer, "too_long", "Must have at most " + limit + " characters");
      case "pattern", "format" -> new Fault(pointer, "malformed", "Must be " + form(schema, limit));
      case "minimum" -> new Fault(pointer, "too_small", "Must be at least " + limit);
      case "maximum" -> new Fault(pointer, "too_large", "Must be at most " + limit);
      case "minItems" -> new Fault(pointer, "too_few", "Must have at least " + limit + " items");
      case "maxItems" -> new Fault(pointer, "too_many", "Must have at most " + limit + " items");
      case "uniqueItems" -> new Fault(pointer, "repeated", "Must not name anything twice");
      default -> new Fault(pointer, "invalid", error.getError());
    };
  }

  /** The schema that holds the keyword that failed, found by following its path from ours. */
  private JsonObject schemaOf(OutputUnit error) {
    Object here = at.queryJson(document);
    var tokens = error.getKeywordLocation().substring(1).split("/");
    for (int i = 1; i < tokens.length - 1; i++) {
      var token = tokens[i].replace("~1", "/").replace("~0", "~");
      here =
          switch (here) {
            case JsonObject object when token.equals("$ref") -> resolved(object);
            case JsonObject object -> object.getValue(token);
            case JsonArray array -> array.getValue(Integer.parseInt(token));
            default -> new JsonObject();
          };
    }
    return here instanceof JsonObject object ? object : new JsonObject();
  }

  private JsonObject resolved(JsonObject schema) {
    var ref = schema.getString("$ref");
    return ref == null
        ? schema
        : resolved((JsonObject) JsonPointer.from(ref.substring(1)).queryJson(document));
  }

  private static String keyword(OutputUnit error) {
    var path = error.getKeywordLocation();
    var last = path.substring(path.lastIndexOf('/') + 1);
    // Items of an array are located by their index below the keyword.
    return last.matches("\\d+") ? "items" : last;
  }

  /** The property that a message names between quotes. */
  private static String quoted(OutputUnit error) {
    var message = error.getError();
    var name = message.substring(message.indexOf('"') + 1, message.lastIndexOf('"'));
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String dependent(Object limit) {
    return ((JsonArray) ((JsonObject) limit).iterator().next().getValue()).getString(0);
  }

  private static String oneOf(Object limit) {
    return limit instanceof JsonArray values
        ? values.stream().map(String::valueOf).collect(Collectors.joining(" or "))
        : String.valueOf(limit);
  }

  private static String form(JsonObject schema, Object limit) {
    return schema.getString("description", "of the form " + limit);
  }
}
